/** People whom a similar bot knew, from its own records, whatever these look like. Who is known already is left as they are, so it can be done again. */
import { newcomer, type User } from '../core/user.js'
import type { Archive } from '../ports/archive.js'
import type { Clock } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'

export interface ImportUsersDeps {
  readonly clock: Clock
  readonly users: Pick<UserStore, 'find'>
  readonly archive: Pick<Archive, 'restore'>
  readonly onProgress: (counts: ImportCounts) => void
}

export interface ImportCounts {
  imported: number
  /** They have written to this bot, or were imported before. */
  known: number
  /** The record names nobody. */
  nameless: number
  /** The number is a channel's, a group's, or nobody's. */
  noPerson: number
}

const AT_ONCE = 200
/** Telegram's ids: core.telegram.org/api/bots/ids */
const MAX_USER_ID = 2 ** 52
const MAX_NAME = 64
const MIN_YEAR_MS = Date.UTC(2013, 7, 1)

/** @param records one at a time, from however many there are. @throws StreamBotError store_unavailable; the signal's reason when aborted */
export async function importUsers(
  deps: ImportUsersDeps,
  records: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<ImportCounts> {
  const counts: ImportCounts = { imported: 0, known: 0, nameless: 0, noPerson: 0 }
  let waiting = new Map<number, User>()
  const flush = async () => {
    const found = await Promise.all([...waiting.keys()].map((id) => deps.users.find(id)))
    for (const user of found) if (user) waiting.delete(user.id)
    counts.known += found.filter((user) => user !== null).length
    if (waiting.size > 0) {
      await deps.archive.restore([...waiting.values()].map((value) => ({ kind: 'user', value })))
    }
    counts.imported += waiting.size
    waiting = new Map()
    deps.onProgress(counts)
  }
  for await (const record of records) {
    signal.throwIfAborted()
    const user = toUser(record, deps.clock.now())
    if (typeof user === 'string') counts[user]++
    else if (waiting.has(user.id)) counts.known++
    else waiting.set(user.id, user)
    if (waiting.size === AT_ONCE) await flush()
  }
  if (waiting.size > 0) await flush()
  return counts
}

/** @returns or why it is none */
function toUser(record: unknown, nowMs: number): User | 'nameless' | 'noPerson' {
  if (typeof record !== 'object' || record === null) return 'nameless'
  const fields = record as Readonly<Record<string, unknown>>
  const id = ['user_id', 'userId', 'id', 'telegram_id', '_id']
    .map((name) => toNumber(fields[name]))
    .find((it) => it !== null)
  if (id === undefined || id === null) return 'nameless'
  if (!Number.isSafeInteger(id) || id <= 0 || id > MAX_USER_ID) return 'noPerson'
  const joinedMs = ['join_date', 'joinDate', 'joined', 'joined_at', 'created_at', 'createdAt', 'date']
    .map((name) => toMoment(fields[name]))
    .find((it) => it !== null && it >= MIN_YEAR_MS && it <= nowMs)
  return {
    ...newcomer(id, joinedMs ?? nowMs),
    firstName: textOf(fields, ['first_name', 'firstName', 'name', 'full_name']) ?? '',
    username: textOf(fields, ['username', 'user_name'])?.replace(/^@/, '') || null,
  }
}

/** Also as MongoDB exports it: `{ "$numberLong": "7" }`. */
function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return /^-?\d{1,20}$/.test(value.trim()) ? Number(value) : null
  if (typeof value !== 'object' || value === null) return null
  const { $numberLong, $numberInt, $numberDouble } = value as Readonly<Record<string, unknown>>
  return toNumber($numberLong ?? $numberInt ?? $numberDouble ?? null)
}

/** A date, its text, or seconds or milliseconds since 1970; also as MongoDB exports it: `{ "$date": … }`. */
function toMoment(value: unknown): number | null {
  if (value instanceof Date) return orNull(value.getTime())
  if (typeof value === 'object' && value !== null && '$date' in value) return toMoment(value.$date)
  const number = toNumber(value)
  if (number !== null) return number < 1e11 ? number * 1000 : number
  return typeof value === 'string' ? orNull(Date.parse(value)) : null
}

function orNull(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms
}

function textOf(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
  const text = names.map((name) => fields[name]).find((it) => typeof it === 'string' && it.trim() !== '')
  return typeof text === 'string' ? text.trim().slice(0, MAX_NAME) : null
}
