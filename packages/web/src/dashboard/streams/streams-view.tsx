/** Downloads that are running, as they run. */
import { useState } from 'preact/hooks'
import type { Stream } from '../api/shapes.js'
import { useMay, usePage } from '../data/page-context.js'
import { useLoaded } from '../data/use-loaded.js'
import { countOf, formatBytes, formatRate, percentOf } from '../format/count.js'
import { Button } from '../parts/button.js'
import { Confirm } from '../parts/confirm.js'
import { Moment } from '../parts/moment.js'
import { Shown } from '../parts/shown.js'
import { Table, type Column } from '../parts/table.js'
import { ViewHead } from '../parts/view-head.js'
import { toHash } from '../route.js'

const EVERY_MS = 2000

export function StreamsView() {
  const { api, say } = usePage()
  const [asked, setAsked] = useState<Stream | null>(null)
  const columns = useColumns()
  const streams = useLoaded<{ items: readonly Stream[]; total: number }>((signal) => api.get('/streams', {}, signal), {
    question: 'streams',
    everyMs: EVERY_MS,
  })
  return (
    <>
      <ViewHead title="Streams" />
      <Shown of={streams}>
        {({ items, total }) => (
          <>
            <p class="quiet">
              {countOf(total, 'download', 'downloads')} of the instance that answers
              {total > items.length && `, the ${items.length} oldest of them here`}
            </p>
            <Table
              label="Streams"
              columns={columns}
              rows={items}
              keyOf={(it) => it.id}
              empty="Nobody downloads anything at the moment."
              actions={(it) => (
                <Button label={`Stop ${it.fileName}`} onPress={() => setAsked(it)}>
                  Stop
                </Button>
              )}
            />
          </>
        )}
      </Shown>
      {asked && (
        <Confirm
          title="Stop this download?"
          words="Stop it"
          run={(signal) => api.send('DELETE', `/streams/${encodeURIComponent(asked.id)}`, signal)}
          onDone={() => {
            say(`${asked.fileName}: stopped.`)
            streams.refresh()
          }}
          onClose={() => setAsked(null)}
        >
          <p>
            {asked.fileName} to {asked.address} is cut off. The reader may begin anew: to keep them out, revoke the
            link.
          </p>
        </Confirm>
      )}
    </>
  )
}

function useColumns(): readonly Column<Stream>[] {
  const maySeeLinks = useMay('links')
  const maySeePeople = useMay('users')
  return [
    {
      title: 'File',
      isName: true,
      show: (it) => (maySeeLinks ? <a href={toHash('links', it.linkId)}>{it.fileName}</a> : it.fileName),
    },
    { title: 'Reader', show: (it) => it.address },
    {
      title: 'Owner',
      show: ({ ownerId }) =>
        ownerId === null ? '–' : maySeePeople ? <a href={toHash('people', ownerId)}>{ownerId}</a> : ownerId,
    },
    { title: 'Since', show: (it) => <Moment at={it.startedAt} /> },
    { title: 'Speed', isNumber: true, show: (it) => formatRate(it.bytesPerSecond) },
    { title: 'Sent', isNumber: true, show: (it) => <Sent stream={it} /> },
    { title: 'By', show: (it) => it.servedBy.join(', ') || '–' },
  ]
}

function Sent({ stream: { sentBytes, range } }: { readonly stream: Stream }) {
  const whole = range.end - range.start + 1
  return (
    <>
      {formatBytes(sentBytes)}{' '}
      <span class="quiet">
        of {formatBytes(whole)}, {percentOf(sentBytes, whole)}
      </span>
    </>
  )
}
