/** The last minutes, drawn. */
import { useMemo, useState } from 'preact/hooks'
import type { Stats } from '../api/shapes.js'
import { formatBytes, formatCount, formatRate } from '../format/count.js'
import { Graph } from '../graph/graph.js'
import type { Line } from '../graph/line.js'
import { Shown } from '../parts/shown.js'
import { useHistory } from './use-history.js'

const WINDOWS = [
  [300, '5 min'],
  [900, '15 min'],
  [3600, '1 h'],
] as const

const TRAFFIC: readonly Line[] = [
  { name: 'to readers', colour: 'line-a', valueOf: (it) => it.sentBytesPerSecond, isFilled: true },
  { name: 'from Telegram', colour: 'line-b', valueOf: (it) => it.telegramBytesPerSecond },
]
const STREAMS: readonly Line[] = [{ name: 'open', colour: 'line-a', valueOf: (it) => it.openStreams, isFilled: true }]
const BOTS: readonly Line[] = [
  { name: 'healthy', colour: 'line-c', valueOf: (it) => it.healthyClients, isFilled: true },
  { name: 'all', colour: 'quiet', valueOf: (it) => it.clients, isDashed: true },
]
const MEMORY: readonly Line[] = [
  { name: 'process', colour: 'line-a', valueOf: (it) => it.rssBytes, isFilled: true },
  { name: 'parts of files', colour: 'line-b', valueOf: (it) => it.heldBytes + it.cachedBytes },
]
const MONTH: readonly Line[] = [{ name: 'used', colour: 'line-a', valueOf: (it) => it.quotaUsedBytes, isFilled: true }]

export function Graphs({ stats }: { readonly stats: Stats | null }) {
  const history = useHistory()
  const [seconds, setSeconds] = useState<number>(900)
  const memoryLimit = stats?.memory.limitBytes ?? 0
  const quota = stats?.bandwidth.limitBytes ?? 0
  const memory = useMemo(() => [...MEMORY, ...limitLine(memoryLimit)], [memoryLimit])
  const traffic = useMemo(() => [...MONTH, ...limitLine(quota)], [quota])
  return (
    <section aria-labelledby="graphs">
      <div class="section-head">
        <h2 id="graphs">The last minutes</h2>
        <div class="choices" role="group" aria-label="How far back">
          {WINDOWS.map(([span, words]) => (
            <button
              key={span}
              type="button"
              class="choice"
              aria-pressed={span === seconds}
              onClick={() => setSeconds(span)}
            >
              {words}
            </button>
          ))}
        </div>
      </div>
      <Shown of={history}>
        {({ samples, intervalSeconds }) => {
          const shared = { samples, window: { seconds, intervalSeconds } }
          return (
            <div class="graphs">
              <Graph title="Traffic" lines={TRAFFIC} format={formatRate} atLeast={1000} {...shared} />
              <Graph title="Open streams" lines={STREAMS} format={formatCount} atLeast={4} isWhole {...shared} />
              <Graph title="Bots" lines={BOTS} format={formatCount} atLeast={1} isWhole {...shared} />
              <Graph title="Memory" lines={memory} format={formatBytes} atLeast={1e6} {...shared} />
              <Graph title="Traffic this month" lines={traffic} format={formatBytes} atLeast={1e6} {...shared} />
            </div>
          )
        }}
      </Shown>
    </section>
  )
}

function limitLine(limit: number): Line[] {
  return limit > 0 ? [{ name: 'limit', colour: 'bad', valueOf: () => limit, isDashed: true }] : []
}
