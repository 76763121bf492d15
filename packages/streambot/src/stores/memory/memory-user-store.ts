import { newcomer, type User, type UserChanges, type UserProfile } from '../../core/user.js'
import type { UserStore } from '../../ports/user-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_USERS = 10_000

/** Forgets who came first when full, with what was decided about them. */
export class MemoryUserStore implements UserStore {
  readonly users = new BoundedMap<number, User>(MAX_USERS)

  seen(profile: UserProfile, atMs: number): Promise<User> {
    const known = this.users.get(profile.id) ?? newcomer(profile.id, atMs)
    return this.#put({
      ...known,
      ...profile,
      lastSeenAtMs: Math.max(known.lastSeenAtMs, atMs),
      unreachableSinceMs: null,
    })
  }

  find(userId: number): Promise<User | null> {
    return Promise.resolve(this.users.get(userId) ?? null)
  }

  findByUsername(username: string): Promise<User | null> {
    const [latest = null] = [...this.users.values()]
      .filter((user) => user.username?.toLowerCase() === username.toLowerCase())
      .sort((one, other) => other.lastSeenAtMs - one.lastSeenAtMs)
    return Promise.resolve(latest)
  }

  update(userId: number, changes: UserChanges, atMs: number): Promise<User> {
    const user = this.users.get(userId) ?? newcomer(userId, atMs)
    const {
      isAuthorized = user.isAuthorized,
      linksPerDay = user.linksPerDay,
      bandwidthBytesPerMonth = user.bandwidthBytesPerMonth,
      chosenLanguage = user.chosenLanguage,
      unreachableSinceMs = user.unreachableSinceMs,
    } = changes
    const decided = { isAuthorized, linksPerDay, bandwidthBytesPerMonth, chosenLanguage, unreachableSinceMs }
    return this.#put({ ...user, ...decided })
  }

  page(afterId: number, limit: number): Promise<User[]> {
    const beyond = [...this.users.values()].filter(({ id }) => id > afterId)
    return Promise.resolve(beyond.sort((one, other) => one.id - other.id).slice(0, limit))
  }

  count(): Promise<number> {
    return Promise.resolve(this.users.size)
  }

  #put(user: User): Promise<User> {
    this.users.set(user.id, user)
    return Promise.resolve(user)
  }
}
