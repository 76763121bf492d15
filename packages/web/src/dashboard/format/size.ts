const UNITS = ['B', 'KB', 'MB', 'GB', 'TB']

/** In the units in which quotas are set: `0 B`, `1.5 MB`, `104 MB`. */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${Number(value.toFixed(digits))} ${UNITS[unit]}`
}
