/** People who have talked to the bot. */
import type { User, UserChanges, UserProfile } from '../core/user.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface UserStore {
  /**
   * Remembers a person, or what is new of one: names change. Whoever writes is reachable again. `lastSeenAtMs` moves forward only.
   * @returns the person as known now
   */
  seen(profile: UserProfile, atMs: number): Promise<User>
  find(userId: number): Promise<User | null>
  /** Without the @, in any case of letters. null: nobody known is called so; the one seen last where several were. */
  findByUsername(username: string): Promise<User | null>
  /**
   * Of somebody unknown, too: an admin may decide before they first write; their name is empty until then.
   * @returns the person as known now
   */
  update(userId: number, changes: UserChanges, atMs: number): Promise<User>
  /** By rising id, beyond `afterId`. At most 1,000 at a time. */
  page(afterId: number, limit: number): Promise<User[]>
  count(): Promise<number>
}
