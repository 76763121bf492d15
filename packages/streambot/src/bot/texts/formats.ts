/** Sizes, times and moments as people of one language read them. */

export interface Formats {
  /** `0 B`, `1.5 MiB`. */
  readonly size: (bytes: number) => string
  readonly number: (value: number) => string
  /** Exact to the second, rounded up, so that waiting so long is enough: `1 hour 12 minutes 5 seconds`. */
  readonly wait: (ms: number) => string
}

export interface WaitUnits {
  readonly day: readonly [one: string, many: string]
  readonly hour: readonly [one: string, many: string]
  readonly minute: readonly [one: string, many: string]
  readonly second: readonly [one: string, many: string]
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
const WAITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** @param locale IETF language tag: the decimal point, and marks between thousands */
export function createFormats(locale: string, units: WaitUnits): Formats {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    number: (value) => numbers.format(value),
    size: (bytes) => {
      const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), SIZES.length - 1)
      return `${numbers.format(bytes / 1024 ** power)} ${SIZES[power]}`
    },
    wait: (ms) => {
      let seconds = Math.max(1, Math.ceil(ms / 1000))
      const parts: string[] = []
      for (const [unit, lengthSeconds] of WAITS) {
        const count = Math.floor(seconds / lengthSeconds)
        seconds -= count * lengthSeconds
        if (count > 0) parts.push(`${numbers.format(count)} ${units[unit][count === 1 ? 0 : 1]}`)
      }
      return parts.join(' ')
    },
  }
}

/** `2026-11-24 10:15 UTC`. */
export function formatMoment(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `2026-11-24 10:15:03 UTC`, for what changes while somebody looks. */
export function formatSecond(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
