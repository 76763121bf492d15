/** uPlot, kept as wide as its place and in the colours of the page. It draws on a canvas and sets styles by the DOM: the page's policy allows both. */
import { useEffect, useRef } from 'preact/hooks'
import type { RefObject } from 'preact'
import uPlot from 'uplot'
import { formatClock } from '../format/moment.js'
import type { Line } from './line.js'
import { splitsOf, topOf } from './scale.js'
import type { Columns } from './series.js'

const HEIGHT = 150
/** One pointer over all graphs. */
const SYNC = 'dashboard'

export interface PlotOptions {
  readonly lines: readonly Line[]
  readonly columns: Columns
  /** How far back it reaches. */
  readonly seconds: number
  readonly format: (value: number) => string
  readonly atLeast: number
  readonly isWhole: boolean
  /** Which sample; null: none. */
  readonly onPoint: (index: number | null) => void
}

export function usePlot(options: PlotOptions): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(options)
  latest.current = options

  useEffect(() => {
    const at = place.current
    if (!at) return
    const build = () => {
      plot.current?.destroy()
      plot.current = new uPlot(toPlot(at, latest), latest.current.columns, at)
    }
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: at.clientWidth, height: HEIGHT }))
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    build()
    resized.observe(at)
    scheme.addEventListener('change', build)
    return () => {
      resized.disconnect()
      scheme.removeEventListener('change', build)
      plot.current?.destroy()
      plot.current = null
    }
    // A limit may come later than what it limits.
  }, [options.lines.map((it) => it.name).join()])
  useEffect(() => plot.current?.setData(options.columns), [options.columns])
  return place
}

function toPlot(at: HTMLElement, latest: { readonly current: PlotOptions }): uPlot.Options {
  const style = getComputedStyle(at)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const font = `11px ${style.fontFamily}`
  const axis = { stroke: colour('quiet'), font, ticks: { show: false } }
  const grid = { stroke: colour('line'), width: 1 }
  const { format, isWhole, lines } = latest.current
  return {
    width: at.clientWidth,
    height: HEIGHT,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC, setSeries: false }, drag: { x: false, y: false }, y: false, points: { size: 6 } },
    scales: {
      // The whole of it also where there is not so much yet: what is drawn moves on, and does not shrink.
      x: { range: (_plot, _min, max) => [(max ?? 0) - latest.current.seconds, max ?? 0] },
      y: { range: (_plot, _min, max) => [0, topOf(max, latest.current.atLeast)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 24, values: (_plot, splits) => splits.map(toClock) },
      {
        ...axis,
        grid,
        size: 68,
        gap: 6,
        splits: (_plot, _axis, _min, max) => splitsOf(max, isWhole),
        values: (_plot, splits) => splits.map(format),
      },
    ],
    series: [{}, ...lines.map((line) => toSeries(line, colour))],
    hooks: { setCursor: [({ cursor }) => latest.current.onPoint(cursor.idx ?? null)] },
  }
}

function toClock(seconds: number): string {
  const clock = formatClock(new Date(seconds * 1000).toISOString())
  return clock.endsWith(':00') ? clock.slice(0, -3) : clock
}

function toSeries({ colour: name, isFilled, isDashed }: Line, colour: (name: string) => string): uPlot.Series {
  return {
    stroke: colour(name),
    width: isDashed ? 1 : 1.75,
    // A line needs two.
    points: { show: (plot) => plot.data[0].length === 1, size: 5 },
    ...(isFilled ? { fill: `${colour(name)}22` } : {}),
    ...(isDashed ? { dash: [6, 4] } : {}),
  }
}
