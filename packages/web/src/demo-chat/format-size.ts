const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** As the bot says it: `0 B`, `1.5 MiB`, `104 MiB`. */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${Number(value.toFixed(digits))} ${UNITS[unit]}`
}
