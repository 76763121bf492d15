/** People whom admins look through, page by page, by rising number: all who are known, or those whose name has something in it. */
import { setImmediate as untilOthersHadTheirTurn } from 'node:timers/promises'
import { alike } from '../core/alike.js'
import { isBanned } from '../core/ban.js'
import type { User } from '../core/user.js'
import type { BanStore } from '../ports/ban-store.js'
import type { Clock } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'
import type { SearchTurns } from './search-turns.js'

/** What one answer looks through; whoever wants more goes on from there. */
const MAX_LOOKED_THROUGH = 100_000
const PAGE = 1000

export interface SearchPeopleDeps {
  readonly clock: Clock
  readonly users: Pick<UserStore, 'page' | 'count'>
  readonly bans: Pick<BanStore, 'findAll'>
  readonly turns: Pick<SearchTurns, 'take'>
}

export interface PeopleSearch {
  /** In the first name, the username or the number, in any case of letters; empty: everybody. */
  readonly text: string
  /** 0: from the start. */
  readonly afterId: number
  /** 1 to 100. */
  readonly limit: number
}

export interface FoundPeople {
  readonly people: readonly { readonly user: User; readonly isBanned: boolean }[]
  /** Where to go on; null: there is nobody further. */
  readonly nextAfterId: number | null
  /** All who are known. */
  readonly total: number
}

/** @throws StreamBotError store_unavailable, too_many_requests */
export async function searchPeople(
  deps: SearchPeopleDeps,
  search: PeopleSearch,
  signal: AbortSignal,
): Promise<FoundPeople> {
  // A page of everybody costs a page.
  const isCheap = wantedOf(search) === ''
  const { found, nextAfterId } = isCheap
    ? await collect(deps, search, signal)
    : await deps.turns.take(() => collect(deps, search, signal), signal)
  const [bans, total] = await Promise.all([deps.bans.findAll(found.map(({ id }) => id)), deps.users.count()])
  const nowMs = deps.clock.now()
  const banned = new Set(bans.filter((ban) => isBanned(ban, nowMs)).map(({ userId }) => userId))
  return { people: found.map((user) => ({ user, isBanned: banned.has(user.id) })), nextAfterId, total }
}

async function collect(
  { users }: SearchPeopleDeps,
  search: PeopleSearch,
  signal: AbortSignal,
): Promise<{ readonly found: User[]; readonly nextAfterId: number | null }> {
  const { afterId, limit } = search
  const wanted = wantedOf(search)
  const found: User[] = []
  let lookedThrough = 0
  for (let cursor = afterId; ;) {
    signal.throwIfAborted()
    const page = await users.page(cursor, wanted === '' ? limit + 1 : PAGE)
    for (const user of page) {
      if (isMeant(user, wanted) && found.push(user) > limit) return endAt(found, limit)
    }
    cursor = page.at(-1)?.id ?? cursor
    lookedThrough += page.length
    if (page.length === 0 || (wanted === '' && page.length <= limit)) return { found, nextAfterId: null }
    if (lookedThrough >= MAX_LOOKED_THROUGH) return { found, nextAfterId: cursor }
    await untilOthersHadTheirTurn()
  }
}

/** One too many shows that there is a next page. */
function endAt(found: readonly User[], limit: number): { readonly found: User[]; readonly nextAfterId: number | null } {
  const shown = found.slice(0, limit)
  return { found: shown, nextAfterId: shown.at(-1)?.id ?? null }
}

function wantedOf({ text }: PeopleSearch): string {
  return alike(text.trim()).replace(/^@/, '')
}

function isMeant({ id, firstName, username }: User, wanted: string): boolean {
  return [firstName, username ?? '', `${id}`].some((name) => alike(name).includes(wanted))
}
