/** One link: where it leads, whom it serves, and what there is to do with it. */
import { useState } from 'preact/hooks'
import type { Link } from '../api/shapes.js'
import { useMay, usePage } from '../data/page-context.js'
import { useLoaded } from '../data/use-loaded.js'
import { formatBytes, formatCount } from '../format/count.js'
import { Button } from '../parts/button.js'
import { Confirm } from '../parts/confirm.js'
import { CopyText } from '../parts/copy-text.js'
import { Facts } from '../parts/facts.js'
import { Moment } from '../parts/moment.js'
import { Shown } from '../parts/shown.js'
import { ViewHead } from '../parts/view-head.js'
import { toHash } from '../route.js'
import { LinkDialog } from './link-dialog.js'
import { LinkBadges } from './links-view.js'

export function LinkCard({ id }: { readonly id: string }) {
  const { api } = usePage()
  const link = useLoaded<Link>((signal) => api.get(`/links/${encodeURIComponent(id)}`, {}, signal), { question: id })
  return (
    <>
      <p>
        <a href={toHash('links')}>← All links</a>
      </p>
      <ViewHead title={link.data ? nameOf(link.data) : `Link ${id}`}>
        {link.data?.revokedAt === null && <LinkActions link={link.data} refresh={link.refresh} />}
      </ViewHead>
      <Shown of={link}>{(data) => <LinkFacts link={data} />}</Shown>
    </>
  )
}

function LinkActions({ link, refresh }: { readonly link: Link; readonly refresh: () => void }) {
  const { api, say } = usePage()
  const [open, setOpen] = useState<'change' | 'revoke' | null>(null)
  const name = nameOf(link)
  const close = () => setOpen(null)
  const done = (words: string) => () => {
    say(`${name}: ${words}`)
    refresh()
  }
  return (
    <>
      <Button onPress={() => setOpen('change')}>Change…</Button>
      <Button look="danger" onPress={() => setOpen('revoke')}>
        Revoke…
      </Button>
      {open === 'change' && <LinkDialog link={link} onDone={done('changed.')} onClose={close} />}
      {open === 'revoke' && (
        <Confirm
          title="Revoke this link?"
          words="Revoke it"
          run={(signal) => api.send('DELETE', `/links/${link.id}`, signal)}
          onDone={done('revoked.')}
          onClose={close}
        >
          <p>{name} is served to nobody any more, and who reads it is cut off. This cannot be taken back.</p>
        </Confirm>
      )}
    </>
  )
}

function nameOf({ file }: Link): string {
  return file.name || file.kind
}

function LinkFacts({ link }: { readonly link: Link }) {
  const maySeePeople = useMay('users')
  const { file } = link
  return (
    <section class="card" aria-label="What is known">
      <p>
        <LinkBadges link={link} />
      </p>
      <Facts
        facts={[
          ['Size', formatBytes(file.sizeBytes)],
          ['Type', file.mimeType || file.kind],
          ['Owner', maySeePeople ? <a href={toHash('people', link.ownerId)}>{link.ownerId}</a> : link.ownerId],
          ['Id', link.id],
          ['Made', <Moment at={link.createdAt} />],
          ['Ends', <Moment at={link.expiresAt} />],
          ['Revoked', <Moment at={link.revokedAt} none="no" />],
          [
            'Downloads',
            link.maxDownloads === null
              ? `${formatCount(link.downloads)}, no limit`
              : `${formatCount(link.downloads)} of ${formatCount(link.maxDownloads)}`,
          ],
          ['Last read', <Moment at={link.lastAccessAt} />],
          ['Password', link.hasPassword ? 'yes' : 'no'],
          ['Addresses', link.addresses.join(', ') || 'all'],
        ]}
      />
      <CopyText label="Download" text={link.downloadUrl} />
      <CopyText label="Stream" text={link.streamUrl} />
      <CopyText label="Watch" text={link.watchUrl} />
    </section>
  )
}
