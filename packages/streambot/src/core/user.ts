/** A person who talks to the bot. */
export interface UserProfile {
  /** Telegram's. */
  readonly id: number
  readonly firstName: string
  /** Without the @; null: none. */
  readonly username: string | null
  /** IETF language tag of the person's Telegram. */
  readonly languageCode: string | null
}

export interface User extends UserProfile {
  readonly firstSeenAtMs: number
  readonly lastSeenAtMs: number
  /** May use the bot as if listed, without the limits of everybody; `owner-only` is for admins all the same. */
  readonly isAuthorized: boolean
  /** null: as everybody; 0: no limit. */
  readonly linksPerDay: number | null
  /** null: as everybody; 0: no limit. */
  readonly bandwidthBytesPerMonth: number | null
  /** Of the languages that the bot speaks; null: as the person's Telegram. */
  readonly chosenLanguage: string | null
  /** Since when Telegram delivers nothing to this person any more: the bot is blocked, or the account gone. */
  readonly unreachableSinceMs: number | null
}

/** What an admin sets for one person, or people for themselves; what is undefined stays as it is. */
export interface UserChanges {
  readonly isAuthorized?: boolean
  readonly linksPerDay?: number | null
  readonly bandwidthBytesPerMonth?: number | null
  readonly chosenLanguage?: string | null
  readonly unreachableSinceMs?: number | null
}

/** Somebody of whom no more is known than their number, and since when that is. */
export function newcomer(id: number, atMs: number): User {
  return {
    id,
    firstName: '',
    username: null,
    languageCode: null,
    firstSeenAtMs: atMs,
    lastSeenAtMs: atMs,
    isAuthorized: false,
    linksPerDay: null,
    bandwidthBytesPerMonth: null,
    chosenLanguage: null,
    unreachableSinceMs: null,
  }
}
