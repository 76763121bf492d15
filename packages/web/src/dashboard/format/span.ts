/** A time span in its two largest units: `850 ms` is `1 s`, `3 d 4 h`. */
export const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

export function formatSpan(ms: number): string {
  let seconds = Math.max(0, Math.ceil(ms / 1000))
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size)
    seconds -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
    // Not `3 d 5 s`: what is between says more by its absence.
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break
  }
  return parts.join(' ') || '0 s'
}
