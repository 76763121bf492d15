/** `0 B`, `1.5 MiB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  const size = bytes / 1024 ** power
  // No decimals where they say nothing.
  return `${size < 100 ? Number(size.toFixed(1)) : Math.round(size)} ${units[power]}`
}
