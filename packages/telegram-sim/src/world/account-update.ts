/** What happened, as news for one account. The updates service turns it into TL and pushes it. */
import type { tl } from '@mtcute/core'
import type { CallbackQuery } from './callback-queries.js'
import type { LoggedChange } from './change-log.js'
import type { BoxChange } from './mailbox.js'
import type { Member } from './channel.js'
import type { Peer } from './peer.js'

/** Rare news for bots, numbered by qts. */
export type QtsChange =
  | {
      readonly kind: 'participant'
      readonly channelId: number
      readonly actorId: number
      readonly accountId: number
      readonly date: number
      readonly before: Member | null
      readonly after: Member | null
    }
  | { readonly kind: 'botStopped'; readonly userId: number; readonly stopped: boolean; readonly date: number }

export type AccountUpdate =
  | { readonly kind: 'box'; readonly logged: LoggedChange<BoxChange> }
  | { readonly kind: 'channelBox'; readonly channelId: number; readonly logged: LoggedChange<BoxChange> }
  /** Membership, rights or title of a channel changed: look again. */
  | { readonly kind: 'channel'; readonly channelId: number }
  | { readonly kind: 'qts'; readonly logged: LoggedChange<QtsChange> }
  | { readonly kind: 'callbackQuery'; readonly query: CallbackQuery }
  | { readonly kind: 'typing'; readonly chat: Peer; readonly fromId: number; readonly action: tl.TypeSendMessageAction }

export interface AddressedUpdate {
  readonly accountId: number
  readonly update: AccountUpdate
}
