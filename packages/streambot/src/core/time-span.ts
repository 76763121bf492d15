/** Lengths of time as people write them: `12h`, `7d`, `1d 12h`. What is shown may be read again and means the same. */

const UNITS = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 }

/** Whoever wants it longer wants it for good. */
export const LONGEST_SPAN_SECONDS = 100 * 365 * UNITS.d

/** In seconds. null: it is none; a number without a unit is none either. */
export function parseTimeSpan(text: string): number | null {
  if (!/^(?:\d{1,9}\s*[wdhms]\s*)+$/i.test(text)) return null
  let seconds = 0
  for (const [, number, unit = ''] of text.matchAll(/(\d+)\s*([wdhms])/gi)) {
    seconds += Number(number) * UNITS[unit.toLowerCase() as keyof typeof UNITS]
  }
  return seconds
}

/** Weeks are left to people: 14d says what is meant as well. */
export function showTimeSpan(seconds: number): string {
  const parts: string[] = []
  let rest = seconds
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const whole = Math.floor(rest / UNITS[unit])
    rest -= whole * UNITS[unit]
    if (whole > 0) parts.push(`${whole}${unit}`)
  }
  return parts.join(' ')
}
