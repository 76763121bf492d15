/** When something ends, as people write it on the command line. */
import { StreamBotError } from '../core/errors.js'
import { parseTimeSpan } from '../core/time-span.js'

const DAY = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/

/** null: never. A day ends as it begins, in UTC. @throws StreamBotError bad_config */
export function parseEnd(text: string, nowMs: number): number | null {
  if (text === 'never') return null
  const seconds = parseTimeSpan(text)
  const ms = seconds === null ? (DAY.test(text) ? Date.parse(text) : Number.NaN) : nowMs + seconds * 1000
  if (Number.isFinite(ms)) return ms
  throw new StreamBotError(
    'bad_config',
    `"${text}" is no end: write a time such as 90d or 12h, a day such as 2027-01-31, or never.`,
  )
}
