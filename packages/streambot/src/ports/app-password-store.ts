/** The app passwords of all people, each of whom has few. What is kept of one opens nothing. */
import type { AppPassword } from '../core/app-password.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface AppPasswordStore {
  /**
   * Durable when resolved. Rejects an id or hash that exists, and keeps the first.
   * @param max as many as one person may have, those that expired included, however many are added at the same time
   * @returns false when this person has so many already; nothing is added then
   */
  add(password: AppPassword, max: number): Promise<boolean>
  /** Also one that has expired. */
  findByHash(hash: string): Promise<AppPassword | null>
  /** Newest first, of the same millisecond by falling id; there are few. Also those that have expired. */
  ofUser(userId: number): Promise<AppPassword[]>
  /** Moves forward only. */
  used(passwordId: string, atMs: number): Promise<void>
  /** @returns false when this person has none of that id */
  remove(userId: number, passwordId: string): Promise<boolean>
  /** Forgets those that expired before. @returns how many */
  prune(beforeMs: number): Promise<number>
}
