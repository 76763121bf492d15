/** Lines of the log, the newest first. */
import { formatClock, formatMoment } from '../format/moment.js'
import { Badge, type Tone } from '../parts/badge.js'
import type { KeptLine } from './lines.js'

const TONES: Readonly<Record<string, Tone>> = { warn: 'fair', error: 'bad', fatal: 'bad' }

export function LogList({ lines }: { readonly lines: readonly KeptLine[] }) {
  if (lines.length === 0) return <p class="empty">Nothing of this kind has been logged since the start.</p>
  return (
    // No live region: whoever listens would be told each line of a busy server.
    <ol class="log" aria-label="Lines of the log, the newest first" tabIndex={0}>
      {lines.map((line) => (
        <li key={line.key}>
          <time dateTime={line.time} title={formatMoment(line.time)}>
            {formatClock(line.time)}
          </time>{' '}
          <Badge tone={TONES[line.level] ?? 'plain'}>{line.level}</Badge> <span class="quiet">{line.subsystem}</span>{' '}
          {line.msg} <span class="fields">{fieldsOf(line.fields)}</span>
        </li>
      ))}
    </ol>
  )
}

function fieldsOf(fields: KeptLine['fields']): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}
