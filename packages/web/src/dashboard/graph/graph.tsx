/** A graph with its name, what its lines are, and what they are at the moment, or at the moment that is pointed at. */
import { useId, useMemo, useState } from 'preact/hooks'
import type { Sample } from '../api/shapes.js'
import { formatClock } from '../format/moment.js'
import type { Line } from './line.js'
import { toColumns, type Window } from './series.js'
import { usePlot } from './use-plot.js'

export interface GraphProps {
  readonly title: string
  readonly lines: readonly Line[]
  readonly samples: readonly Sample[]
  readonly window: Window
  readonly format: (value: number) => string
  /** How high it is when there is nothing to see. */
  readonly atLeast: number
  readonly isWhole?: boolean
}

export function Graph({ title, lines, samples, window, format, atLeast, isWhole = false }: GraphProps) {
  const id = useId()
  const [pointed, setPointed] = useState<number | null>(null)
  const { seconds, intervalSeconds } = window
  const columns = useMemo(() => {
    const values = lines.map((it) => it.valueOf)
    return toColumns(samples, values, { seconds, intervalSeconds })
  }, [samples, lines, seconds, intervalSeconds])
  const place = usePlot({ lines, columns, seconds, format, atLeast, isWhole, onPoint: setPointed })
  const [times] = columns
  const at = pointed !== null && pointed < times.length ? pointed : times.length - 1
  const time = times[at]
  return (
    <figure class="graph card" aria-labelledby={id}>
      <figcaption id={id}>
        <span class="graph-title">{title}</span>
        <span class="graph-time">
          {time === undefined || pointed === null ? 'now' : formatClock(new Date(time * 1000).toISOString())}
        </span>
      </figcaption>
      <ul class="legend">
        {lines.map(({ name, colour }, index) => (
          <li key={name}>
            <span class={`swatch ${colour}`} aria-hidden="true" />
            {name} <strong>{show(columns[index + 1]?.[at], format)}</strong>
          </li>
        ))}
      </ul>
      <div ref={place} class="plot" role="img" aria-label={summaryOf(lines, columns, format)} />
    </figure>
  )
}

function show(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}

/** What somebody would see who looks at it. */
function summaryOf(lines: readonly Line[], columns: ReturnType<typeof toColumns>, format: GraphProps['format']) {
  return lines
    .map(({ name }, index) => {
      const values = (columns[index + 1] ?? []).filter((it) => it !== null)
      if (values.length === 0) return `${name}: nothing yet`
      return `${name}: between ${format(Math.min(...values))} and ${format(Math.max(...values))}`
    })
    .join('; ')
}
