/** Moments as people read them: how long ago where that says more, else in the time of whoever looks. */
import { UNITS } from './span.js'

const SOON_MS = 10_000
const FAR_MS = 30 * 86_400_000

export function formatAgo(moment: string, nowMs: number): string {
  const ms = nowMs - Date.parse(moment)
  if (Number.isNaN(ms)) return moment
  // Clocks differ: what the server did a moment ago may lie ahead of this one.
  if (Math.abs(ms) < SOON_MS) return 'just now'
  if (Math.abs(ms) > FAR_MS) return formatDay(moment)
  return ms > 0 ? `${largest(ms)} ago` : `in ${largest(-ms)}`
}

/** `3 h`, not `3 h 12 min`: roughly is enough next to the moment itself. What is almost a day is one. */
function largest(ms: number): string {
  const [unit, size] = UNITS.find((it) => ms >= it[1] * 950) ?? UNITS[3]
  return `${Math.round(ms / 1000 / size)} ${unit}`
}

function formatDay(moment: string): string {
  const date = new Date(moment)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export function formatMoment(moment: string): string {
  return `${formatDay(moment)} ${formatClock(moment)}`
}

export function formatClock(moment: string): string {
  const date = new Date(moment)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
