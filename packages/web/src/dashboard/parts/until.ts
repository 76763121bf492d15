/** When something ends, as people choose it: in a while, at a moment of their own, or never. */
const HOUR_MS = 3_600_000

export const SPANS = [
  ['1h', '1 hour', HOUR_MS],
  ['1d', '1 day', 24 * HOUR_MS],
  ['7d', '7 days', 7 * 24 * HOUR_MS],
  ['30d', '30 days', 30 * 24 * HOUR_MS],
  ['1y', '1 year', 365 * 24 * HOUR_MS],
] as const

export interface Until {
  /** `never`, `at`, or one of the spans. */
  readonly choice: string
  /** As `<input type="datetime-local">` has it, for `at`. */
  readonly at: string
}

/** null: never. @throws RangeError where a moment is to be given and none is */
export function toUntil({ choice, at }: Until, nowMs: number): string | null {
  if (choice === 'never') return null
  const span = SPANS.find(([name]) => name === choice)
  const ms = span ? nowMs + span[2] : Date.parse(at)
  if (Number.isNaN(ms)) throw new RangeError('no moment')
  return new Date(ms).toISOString()
}

export function isComplete({ choice, at }: Until): boolean {
  return choice !== 'at' || !Number.isNaN(Date.parse(at))
}
