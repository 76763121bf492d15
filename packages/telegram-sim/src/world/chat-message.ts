/** A message as one account sees it, in plain values: what tests and the control interface read. */
import type { tl } from '@mtcute/core'
import type { FileKind } from './file-record.js'
import type { Peer } from './peer.js'

export interface MediaView {
  readonly kind: FileKind | 'other'
  /** Null for media that is not a file (a contact, a place). */
  readonly fileId: string | null
  readonly name: string | null
  readonly mimeType: string | null
  readonly sizeBytes: number | null
}

export type ButtonView =
  | { readonly text: string; readonly data: Uint8Array }
  | { readonly text: string; readonly url: string }
  | { readonly text: string; readonly copyText: string }
  | { readonly text: string }

export interface ChatMessage {
  /** The id in the viewer's own mailbox, or in the channel. */
  readonly id: number
  readonly chat: Peer
  /** Null for a channel post without signature. */
  readonly senderId: number | null
  readonly out: boolean
  /** Seconds since the epoch. */
  readonly date: number
  readonly editDate: number | null
  readonly text: string
  readonly entities: readonly tl.TypeMessageEntity[]
  readonly media: MediaView | null
  readonly buttons: readonly (readonly ButtonView[])[]
  /** Same for all parts of one album, else null. */
  readonly groupedId: string | null
  readonly replyToId: number | null
  /** Where the text first stood, or null if this is not a forward (a copy is not). */
  readonly forwardedFrom: Peer | null
  /** True for "X created the channel" and the like. */
  readonly service: boolean
}

/** What a person (or bot) puts into a chat. */
export interface MessageDraft {
  text?: string
  entities?: tl.TypeMessageEntity[]
  /** A file by id, or a file description whose bytes were put before. With media, `text` is the caption. */
  media?: string
  spoiler?: boolean
  replyToId?: number
  /** Rows of buttons; only bots may send them. */
  buttons?: ButtonView[][]
  silent?: boolean
}

export interface CallbackAnswer {
  readonly text: string | null
  readonly alert: boolean
  readonly url: string | null
}
