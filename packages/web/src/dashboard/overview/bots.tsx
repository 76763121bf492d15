import type { Bot } from '../api/shapes.js'
import { formatBytes, formatCount, formatRate } from '../format/count.js'
import { Badge, type Tone } from '../parts/badge.js'
import { Moment } from '../parts/moment.js'
import { Table, type Column } from '../parts/table.js'

const TONES: Readonly<Record<Bot['state'], Tone>> = {
  starting: 'plain',
  healthy: 'good',
  cooling: 'fair',
  unreachable: 'bad',
  banned: 'bad',
  stopped: 'plain',
}

const COLUMNS: readonly Column<Bot>[] = [
  {
    title: 'Bot',
    isName: true,
    show: (it) => (
      <>
        {it.name} {it.role === 'primary' && <span class="quiet">talks to people</span>}
      </>
    ),
  },
  { title: 'State', show: (it) => <State bot={it} /> },
  { title: 'Since', show: (it) => <Moment at={it.since} /> },
  { title: 'Speed', isNumber: true, show: (it) => formatRate(it.bytesPerSecond) },
  { title: 'Received', isNumber: true, show: (it) => formatBytes(it.receivedBytes) },
  { title: 'In flight', isNumber: true, show: (it) => formatCount(it.partsInFlight) },
  { title: 'Connections', isNumber: true, show: (it) => formatCount(it.connections) },
]

/** Each bot with how it is doing and, where it is not well, why. */
export function Bots({ bots }: { readonly bots: readonly Bot[] }) {
  return (
    <section aria-labelledby="bots">
      <h2 id="bots">Bots</h2>
      <Table label="Bots" columns={COLUMNS} rows={bots} keyOf={(it) => it.name} empty="There are no bots." />
    </section>
  )
}

function State({ bot: { state, reason, coolsUntil } }: { readonly bot: Bot }) {
  return (
    <>
      <Badge tone={TONES[state]}>{state}</Badge>
      {reason !== null && <span class="reason"> {reason}</span>}
      {coolsUntil !== null && (
        <span class="quiet">
          {' '}
          goes on <Moment at={coolsUntil} />
        </span>
      )}
    </>
  )
}
