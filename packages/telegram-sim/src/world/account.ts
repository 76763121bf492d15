/** A person or a bot. */
import type { QtsChange } from './account-update.js'
import type { ChangeLog } from './change-log.js'
import type { Mailbox } from './mailbox.js'

export interface Account {
  readonly id: number
  readonly isBot: boolean
  firstName: string
  lastName: string | null
  username: string | null
  /** Digits only; null for bots. */
  readonly phone: string | null
  /** `id:secret`, bots only. */
  readonly token: string | null
  /** Where the account lives: logging in elsewhere answers USER_MIGRATE_x / PHONE_MIGRATE_x; its uploads are stored here. */
  readonly homeDcId: number
  isPremium: boolean
  /** IETF tag of the person's app, told to bots; null for bots, and where nobody said. */
  readonly languageCode: string | null
  /** false: a bot in privacy mode, which is told of few messages in groups. */
  readonly seesGroups: boolean
  isDeleted: boolean
  /** Accounts this one has blocked. */
  readonly blocked: Set<number>
  /** People who ever wrote to this bot: only they can be written to. */
  readonly startedBy: Set<number>
  /** All private chats. */
  readonly mailbox: Mailbox
  readonly rareChanges: ChangeLog<QtsChange>
}

export interface NewUser {
  firstName?: string
  lastName?: string
  username?: string
  phone?: string
  premium?: boolean
  languageCode?: string
  homeDcId?: number
}

export interface NewBot {
  username?: string
  firstName?: string
  token?: string
  /** false: in privacy mode, as @BotFather makes them. Default true. */
  seesGroups?: boolean
  homeDcId?: number
}
