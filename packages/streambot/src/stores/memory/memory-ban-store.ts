import { isBanned, type Ban } from '../../core/ban.js'
import type { BanStore } from '../../ports/ban-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_BANS = 10_000

/** Forgets the oldest ban when full. */
export class MemoryBanStore implements BanStore {
  readonly bans = new BoundedMap<number, Ban>(MAX_BANS)

  put(ban: Ban): Promise<void> {
    this.bans.set(ban.userId, ban)
    return Promise.resolve()
  }

  lift(userId: number): Promise<boolean> {
    return Promise.resolve(this.bans.delete(userId))
  }

  find(userId: number): Promise<Ban | null> {
    return Promise.resolve(this.bans.get(userId) ?? null)
  }

  findAll(userIds: readonly number[]): Promise<Ban[]> {
    return Promise.resolve([...new Set(userIds)].flatMap((userId) => this.bans.get(userId) ?? []))
  }

  page(nowMs: number, afterUserId: number, limit: number): Promise<Ban[]> {
    const beyond = [...this.bans.values()].filter((ban) => ban.userId > afterUserId && isBanned(ban, nowMs))
    return Promise.resolve(beyond.sort((one, other) => one.userId - other.userId).slice(0, limit))
  }
}
