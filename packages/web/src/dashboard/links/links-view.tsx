/** All links, those of one person, or those that a search finds; behind each name the link itself. */
import type { Link } from '../api/shapes.js'
import { useMay } from '../data/page-context.js'
import { useList } from '../data/use-list.js'
import { useNow } from '../data/use-now.js'
import { formatBytes, formatCount } from '../format/count.js'
import { Badge } from '../parts/badge.js'
import { Button } from '../parts/button.js'
import { Moment } from '../parts/moment.js'
import { Pager } from '../parts/pager.js'
import { SearchForm } from '../parts/search-form.js'
import { Shown } from '../parts/shown.js'
import { Table, type Column } from '../parts/table.js'
import { ViewHead } from '../parts/view-head.js'
import { toHash, type Route } from '../route.js'
import { goInstead } from '../use-route.js'
import { LinkCard } from './link-card.js'
import { linkState } from './link-state.js'

export function LinksView({ route: { id, query } }: { readonly route: Route }) {
  if (id !== null) return <LinkCard key={id} id={id} />
  return <Links search={query['search'] ?? ''} owner={query['owner'] ?? ''} />
}

function Links({ search, owner }: { readonly search: string; readonly owner: string }) {
  const list = useList<Link>('/links', { search, owner })
  const maySeePeople = useMay('users')
  const seek = (changed: { search?: string; owner?: string }) => goInstead('links', null, { search, owner, ...changed })
  return (
    <>
      <ViewHead title="Links" />
      <div class="searches">
        <SearchForm
          label="Search links"
          hint="A whole link, a token or an id; or a part of the file’s name"
          value={search}
          onSearch={(text) => seek({ search: text })}
        />
        <SearchForm label="Of whom" hint="Their Telegram id" value={owner} onSearch={(text) => seek({ owner: text })} />
        {(search !== '' || owner !== '') && (
          <Button look="quiet" onPress={() => seek({ search: '', owner: '' })}>
            Show all
          </Button>
        )}
      </div>
      <Shown of={list}>
        {({ items }) => (
          <Table
            label="Links"
            columns={columnsOf(maySeePeople)}
            rows={items}
            keyOf={(it) => it.id}
            isStale={list.isStale}
            empty={emptyWords(search === '' && owner === '', list.goOn !== null)}
          />
        )}
      </Shown>
      <Pager goBack={list.goBack} goOn={list.goOn} />
    </>
  )
}

function emptyWords(isAll: boolean, goesOn: boolean): string {
  // The server looks through so many names at a time.
  if (goesOn) return 'Nothing is found so far: “Next” looks further back.'
  return isAll ? 'There are no links yet.' : 'No link is found.'
}

function columnsOf(maySeePeople: boolean): readonly Column<Link>[] {
  return [
    { title: 'File', isName: true, show: (it) => <a href={toHash('links', it.id)}>{it.file.name || it.file.kind}</a> },
    { title: 'State', show: (it) => <LinkBadges link={it} /> },
    { title: 'Size', isNumber: true, show: (it) => formatBytes(it.file.sizeBytes) },
    {
      title: 'Owner',
      show: ({ ownerId }) => (maySeePeople ? <a href={toHash('people', ownerId)}>{ownerId}</a> : ownerId),
    },
    { title: 'Made', show: (it) => <Moment at={it.createdAt} /> },
    { title: 'Ends', show: (it) => <Moment at={it.expiresAt} /> },
    { title: 'Downloads', isNumber: true, show: (it) => formatCount(it.downloads) },
  ]
}

export function LinkBadges({ link }: { readonly link: Link }) {
  const [tone, words] = linkState(link, useNow())
  return (
    <>
      <Badge tone={tone}>{words}</Badge> {link.hasPassword && <Badge>password</Badge>}{' '}
      {link.addresses.length > 0 && <Badge>addresses</Badge>}
    </>
  )
}
