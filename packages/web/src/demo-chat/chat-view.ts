/** What the demo server tells the page, as JSON: one private chat between a person and the bot. */
export interface ChatView {
  readonly bot: { readonly name: string; readonly username: string | null }
  readonly person: { readonly name: string }
  readonly maxUploadBytes: number
  /** Oldest first. */
  readonly messages: readonly MessageView[]
}

export interface MessageView {
  readonly id: number
  /** Sent by the person at the page, not by the bot. */
  readonly mine: boolean
  readonly sentAtMs: number
  readonly edited: boolean
  readonly text: string
  readonly entities: readonly EntityView[]
  readonly file: FileView | null
  readonly buttons: readonly (readonly ButtonView[])[]
  /** The key the page gave the upload that became this message. */
  readonly uploadKey: string | null
}

export type EntityStyle =
  'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'code' | 'pre' | 'quote' | 'link' | 'command'

/** Offset and length count UTF-16 units, as Telegram and JavaScript both do. */
export interface EntityView {
  readonly style: EntityStyle
  readonly offset: number
  readonly length: number
  /** Where a link leads when that is not its own text. */
  readonly url?: string
}

export interface FileView {
  readonly kind: 'photo' | 'video' | 'audio' | 'document'
  readonly name: string | null
  readonly mimeType: string | null
  readonly sizeBytes: number | null
}

/** `data` is what a pressed button sends back to the bot, in base64; a button with nothing but a text does nothing here. */
export interface ButtonView {
  readonly text: string
  readonly url?: string
  readonly data?: string
  /** What a press puts on the clipboard. */
  readonly copyText?: string
}

/** The bot's answer to a pressed button; null text is a silent one. */
export interface PressAnswer {
  readonly text: string | null
}
