/** The current numbers. */
import type { ComponentChildren } from 'preact'
import type { Stats } from '../api/shapes.js'
import { formatBytes, formatCount, formatRate, percentOf } from '../format/count.js'
import { formatSpan } from '../format/span.js'
import { Badge } from '../parts/badge.js'
import { Moment } from '../parts/moment.js'

export function Tiles({ stats }: { readonly stats: Stats }) {
  const { memory, bandwidth, clients, database } = stats
  const healthy = clients.filter((it) => it.state === 'healthy').length
  // `SQLite (/var/lib/streambot/streambot.db)`
  const [kind = '', where = ''] = database.name.split(/[()]/).map((it) => it.trim())
  const receiving = clients.reduce((sum, it) => sum + it.bytesPerSecond, 0)
  return (
    <dl class="tiles">
      <Tile
        name="Open streams"
        value={formatCount(stats.openStreams)}
        more={`${formatRate(receiving)} from Telegram`}
      />
      <Tile
        name="Bots healthy"
        value={`${healthy} of ${clients.length}`}
        more={healthy === clients.length ? 'all can serve' : <Badge tone="fair">see below</Badge>}
      />
      <Tile
        name="Memory"
        value={formatBytes(memory.rssBytes)}
        more={`${percentOf(memory.rssBytes, memory.limitBytes) ?? ''} of ${formatBytes(memory.limitBytes)}, ${memory.level}`}
        part={memory.rssBytes / memory.limitBytes}
      />
      <Tile
        name={`Traffic ${bandwidth.month}`}
        value={formatBytes(bandwidth.usedBytes)}
        more={
          <>
            {bandwidth.limitBytes === null
              ? 'no limit'
              : `${percentOf(bandwidth.usedBytes, bandwidth.limitBytes) ?? ''} of ${formatBytes(bandwidth.limitBytes)}`}
            , anew <Moment at={bandwidth.resetsAt} />
          </>
        }
        part={bandwidth.limitBytes === null ? null : bandwidth.usedBytes / bandwidth.limitBytes}
      />
      <Tile name="People" value={formatCount(stats.users)} more="have written to the bot" />
      <Tile name="Links" value={formatCount(stats.links)} more="over and revoked ones too" />
      <Tile
        name="Database"
        value={kind}
        more={
          <>
            {database.isAnswering ? 'answers' : <Badge tone="bad">does not answer</Badge>}
            {where && `, ${where}`}
          </>
        }
      />
      <Tile name="Up for" value={formatSpan(stats.uptimeSeconds * 1000)} more={`version ${stats.version}`} />
    </dl>
  )
}

interface TileProps {
  readonly name: string
  readonly value: string
  readonly more: ComponentChildren
  /** Of a limit, 1 is all of it. null: there is none */
  readonly part?: number | null
}

function Tile({ name, value, more, part = null }: TileProps) {
  return (
    <div class="tile card">
      <dt>{name}</dt>
      <dd>
        <span class="value">{value}</span>
        {part !== null && <Meter part={part} />}
        <span class="quiet">{more}</span>
      </dd>
    </div>
  )
}

/** Seen only: the words beside it say the same. */
function Meter({ part }: { readonly part: number }) {
  const tone = part > 0.95 ? 'bad' : part > 0.8 ? 'fair' : 'good'
  return (
    <span class={`meter ${tone}`} aria-hidden="true">
      <span style={{ width: `${Math.min(100, Math.max(0, part * 100))}%` }} />
    </span>
  )
}
