const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** `1 hour 12 minutes 5 seconds`: exact to the second, rounded up, so that waiting so long is enough. */
export function formatWait(ms: number): string {
  let seconds = Math.max(1, Math.ceil(ms / 1000))
  const parts: string[] = []
  for (const [unit, lengthSeconds] of UNITS) {
    const count = Math.floor(seconds / lengthSeconds)
    seconds -= count * lengthSeconds
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
  }
  return parts.join(' ')
}
