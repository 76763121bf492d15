/** Who may neither make links nor have them served. */
import type { Ban } from '../core/ban.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface BanStore {
  /** Durable when resolved; in place of one that was there. */
  put(ban: Ban): Promise<void>
  /** @returns false when there was none */
  lift(userId: number): Promise<boolean>
  /** Also one that is over; `isBanned` says whether. */
  find(userId: number): Promise<Ban | null>
  /** Of these people, in any order. At most 1,000 ids. */
  findAll(userIds: readonly number[]): Promise<Ban[]>
  /** Those in force, by rising user id beyond `afterUserId`. At most 1,000 at a time. */
  page(nowMs: number, afterUserId: number, limit: number): Promise<Ban[]>
}
