/** Who has written to the bot; behind each name the card of that person. */
import type { ListedPerson } from '../api/shapes.js'
import { useList } from '../data/use-list.js'
import { Badge } from '../parts/badge.js'
import { Moment } from '../parts/moment.js'
import { Pager } from '../parts/pager.js'
import { SearchForm } from '../parts/search-form.js'
import { Shown } from '../parts/shown.js'
import { Table, type Column } from '../parts/table.js'
import { ViewHead } from '../parts/view-head.js'
import { toHash, type Route } from '../route.js'
import { goInstead } from '../use-route.js'
import { PersonCard } from './person-card.js'

export function PeopleView({ route: { id, query } }: { readonly route: Route }) {
  return id === null ? <People search={query['q'] ?? ''} /> : <PersonCard key={id} id={id} />
}

const COLUMNS: readonly Column<ListedPerson>[] = [
  {
    title: 'Name',
    isName: true,
    show: (it) => (
      <>
        <a href={toHash('people', it.id)}>{it.firstName || 'without a name'}</a>{' '}
        {it.username !== null && <span class="quiet">@{it.username}</span>}
      </>
    ),
  },
  { title: 'Id', isNumber: true, show: (it) => it.id },
  { title: 'Standing', show: (it) => <Standing person={it} /> },
  { title: 'First seen', show: (it) => <Moment at={it.firstSeenAt} /> },
  { title: 'Last seen', show: (it) => <Moment at={it.lastSeenAt} /> },
]

function People({ search }: { readonly search: string }) {
  const list = useList<ListedPerson>('/users', { q: search })
  return (
    <>
      <ViewHead title="People" />
      <SearchForm
        label="Search people"
        hint="A part of the name, the @name or the id"
        value={search}
        onSearch={(q) => goInstead('people', null, { q })}
      />
      <Shown of={list}>
        {({ items }) => (
          <Table
            label="People"
            columns={COLUMNS}
            rows={items}
            keyOf={(it) => it.id}
            isStale={list.isStale}
            empty={search === '' ? 'Nobody has written to the bot yet.' : 'Nobody is called so.'}
          />
        )}
      </Shown>
      <Pager goBack={list.goBack} goOn={list.goOn} />
    </>
  )
}

function Standing({ person: { isBanned, isAuthorized, unreachableSince } }: { readonly person: ListedPerson }) {
  if (!isBanned && !isAuthorized && unreachableSince === null) return '–'
  return (
    <>
      {isBanned && <Badge tone="bad">banned</Badge>} {isAuthorized && <Badge tone="good">authorised</Badge>}{' '}
      {unreachableSince !== null && <Badge>unreachable</Badge>}
    </>
  )
}
