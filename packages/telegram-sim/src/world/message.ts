/**
 * A message is one content with a copy in each mailbox that holds it: two in a private chat, each with an id of
 * its own as Telegram numbers them, and a single one in a channel.
 */
import type { tl } from '@mtcute/core'
import type { Media } from './media.js'
import type { Peer } from './peer.js'

/** Where a forwarded message first stood. */
export interface ForwardOrigin {
  /** Null when the author hides behind `fromName`. */
  readonly from: Peer | null
  readonly fromName: string | null
  readonly date: number
  readonly channelPost: number | null
}

export interface MessageContent {
  readonly senderId: number
  readonly date: number
  text: string
  entities: readonly tl.TypeMessageEntity[]
  media: Media | null
  markup: tl.TypeReplyMarkup | null
  editDate: number | null
  readonly groupedId: string | null
  readonly forward: ForwardOrigin | null
  readonly silent: boolean
  readonly noForwards: boolean
  /** Set for service messages ("X created the channel"); these have no text. */
  readonly action: tl.TypeMessageAction | null
  /** The id of each mailbox's copy; keys are account ids. Empty in channels. */
  readonly copies: Map<number, number>
}

/** One mailbox's copy. */
export interface StoredMessage {
  readonly id: number
  /** The other party as the mailbox's owner sees it; in a channel's box, the channel. */
  readonly peer: Peer
  readonly out: boolean
  readonly replyToId: number | null
  readonly content: MessageContent
}
