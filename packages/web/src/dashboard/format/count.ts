/** Numbers as people read them; a dash is what nobody knows. */
import { formatSize } from './size.js'

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const NOTHING = '–'

export function formatCount(count: number | null): string {
  return count === null ? NOTHING : WHOLE.format(count)
}

export function formatBytes(bytes: number | null): string {
  return bytes === null ? NOTHING : formatSize(Math.max(0, Math.round(bytes)))
}

export function formatRate(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? NOTHING : `${formatBytes(bytesPerSecond)}/s`
}

/** Whole percent, where a little is not none and almost all is not all. null: there is no limit to be a part of. */
export function percentOf(part: number, whole: number | null): string | null {
  if (whole === null || whole <= 0) return null
  const percent = (part / whole) * 100
  if (percent > 0 && percent < 1) return '< 1 %'
  if (percent < 100 && percent > 99) return '> 99 %'
  return `${Math.round(percent)} %`
}

/** `1 person`, `2 people`. */
export function countOf(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
