/**
 * What settings hold, read from text and shown as text. What may stand in `.env` may be said here, and units besides; what is shown may
 * be said again and means the same.
 */
import { splitList } from '../core/split-list.js'
import { parseTimeSpan, showTimeSpan } from '../core/time-span.js'

/** What a setting takes, for whoever tells people in words of their own. */
export type Takes =
  | { readonly kind: 'count'; readonly min: number; readonly max: number }
  /** `unit`: of a number that stands alone. */
  | { readonly kind: 'bytes'; readonly unit: 'bytes' | 'GB'; readonly max: number }
  | { readonly kind: 'seconds'; readonly max: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** `empty`: the word for a list of nothing. */
  | { readonly kind: 'list'; readonly of: ListOf; readonly max: number; readonly empty: string }

export type ListOf = 'user_ids' | 'file_types' | 'channels'

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  /** `entry`: what is not understood, or one too many. */
  | { readonly ok: false; readonly entry: string }

export interface SettingKind<T> {
  readonly takes: Takes
  read(text: string): Reading<T>
  show(value: T): string
}

/** Whole numbers of which 0 means no limit: null. */
export function countOrNone(max: number): SettingKind<number | null> {
  const counting = count(0, max)
  return {
    takes: counting.takes,
    read: (text) => (isNothing(text) ? { ok: true, value: null } : orNone(counting.read(text))),
    show: (value) => String(value ?? 0),
  }
}

export function count(min: number, max: number): SettingKind<number> {
  return {
    takes: { kind: 'count', min, max },
    read: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN
      return value >= min && value <= max ? { ok: true, value } : { ok: false, entry: text }
    },
    show: String,
  }
}

/** null: no limit. */
export function bytesOrNone(unit: 'bytes' | 'GB', max: number): SettingKind<number | null> {
  return {
    takes: { kind: 'bytes', unit, max },
    read: (text) => {
      if (isNothing(text)) return { ok: true, value: null }
      const bytes = toBytes(text, unit)
      return bytes !== null && bytes <= max ? orNone({ ok: true, value: bytes }) : { ok: false, entry: text }
    },
    show: (value) => (value === null ? '0' : showBytes(value)),
  }
}

/** null: never. */
export function secondsOrNever(max: number): SettingKind<number | null> {
  return {
    takes: { kind: 'seconds', max },
    read: (text) => {
      if (isNothing(text)) return { ok: true, value: null }
      const seconds = toSeconds(text)
      return seconds !== null && seconds <= max ? orNone({ ok: true, value: seconds }) : { ok: false, entry: text }
    },
    show: (value) => (value === null ? '0' : showTimeSpan(value)),
  }
}

const ON = ['on', 'true', 'yes', '1']
const OFF = ['off', 'false', 'no', '0']

export const flag: SettingKind<boolean> = {
  takes: { kind: 'flag' },
  read: (text) => {
    const word = text.toLowerCase()
    if (ON.includes(word)) return { ok: true, value: true }
    return OFF.includes(word) ? { ok: true, value: false } : { ok: false, entry: text }
  },
  show: (value) => (value ? 'on' : 'off'),
}

export function choice<const T extends string>(choices: readonly T[]): SettingKind<T> {
  return {
    takes: { kind: 'choice', choices },
    read: (text) => {
      const value = choices.find((it) => it === text.toLowerCase())
      return value === undefined ? { ok: false, entry: text } : { ok: true, value }
    },
    show: (value) => value,
  }
}

/** @param parse null: no such entry */
export function list<T extends number | string>(
  options: { readonly of: ListOf; readonly max: number; readonly empty: string },
  parse: (entry: string) => T | null,
): SettingKind<readonly T[]> {
  const { max, empty } = options
  return {
    takes: { kind: 'list', ...options },
    read: (text) => {
      if (text.toLowerCase() === empty) return { ok: true, value: [] }
      const entries = splitList(text)
      const values = new Set<T>()
      for (const entry of entries) {
        const value = parse(entry)
        if (value === null || (!values.has(value) && values.size === max)) return { ok: false, entry }
        values.add(value)
      }
      return values.size > 0 ? { ok: true, value: [...values] } : { ok: false, entry: text }
    },
    show: (values) => (values.length > 0 ? values.join(', ') : empty),
  }
}

/** A whole sentence's end: `must be …`. */
export function describeTakes(takes: Takes): string {
  switch (takes.kind) {
    case 'count':
      return `a whole number from ${takes.min} to ${takes.max}${takes.min === 0 ? '; 0 means no limit' : ''}`
    case 'bytes':
      return `a size such as 500 MB or 2 GB, at most ${showBytes(takes.max)}; a number alone means ${takes.unit}, 0 means no limit`
    case 'seconds':
      return 'a time such as 12h or 7d; a number alone means seconds, 0 means for ever'
    case 'flag':
      return 'on or off'
    case 'choice':
      return `one of ${takes.choices.join(', ')}`
    case 'list':
      return `${LISTS[takes.of]}, separated by commas or spaces, at most ${takes.max}; or ${takes.empty}`
  }
}

const LISTS: Readonly<Record<ListOf, string>> = {
  user_ids: 'numbers of Telegram users',
  file_types: 'types such as video/* and extensions such as .mkv',
  channels: 'channels as @name or -100…',
}

/** People who mean 0 say so in words as well. */
function isNothing(text: string): boolean {
  return ['none', 'off', 'never', 'unlimited'].includes(text.toLowerCase())
}

function orNone(reading: Reading<number>): Reading<number | null> {
  return reading.ok && reading.value === 0 ? { ok: true, value: null } : reading
}

/** As they are written; of units that say the same as shortly, the first. */
const UNITS = { TB: 1e12, GB: 1e9, MB: 1e6, kB: 1e3, TiB: 2 ** 40, GiB: 2 ** 30, MiB: 2 ** 20, KiB: 2 ** 10, bytes: 1 }
const SIZES: ReadonlyMap<string, number> = new Map([
  ...Object.entries(UNITS).map(([unit, size]) => [unit.toLowerCase(), size] as const),
  ...Object.entries({ t: UNITS.TB, g: UNITS.GB, m: UNITS.MB, k: UNITS.kB, b: 1 }),
])

/** A comma is refused: to some it divides thousands, to others it begins the decimals. */
function toBytes(text: string, bareUnit: 'bytes' | 'GB'): number | null {
  const [, number = '', unit = ''] = /^(\d{1,16}(?:\.\d{1,6})?)\s*([a-z]*)$/i.exec(text) ?? []
  const size = unit === '' ? UNITS[bareUnit] : SIZES.get(unit.toLowerCase())
  if (number === '' || size === undefined) return null
  const bytes = Math.round(Number(number) * size)
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** As short as loses nothing. */
function showBytes(bytes: number): string {
  const texts = Object.entries(UNITS)
    .filter(([, size]) => bytes >= size)
    .map(([unit, size]) => `${Math.round((bytes * 1000) / size) / 1000} ${unit}`)
    .filter((text) => toBytes(text, 'bytes') === bytes)
  return texts.reduce((one, other) => (other.length < one.length ? other : one), `${bytes} bytes`)
}

function toSeconds(text: string): number | null {
  return /^\d{1,12}$/.test(text) ? Number(text) : parseTimeSpan(text)
}
