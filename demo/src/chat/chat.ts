/** A private chat with the bot, as the person in it lives it. The chat server and `--once` both act through this. */
import type { ChatView, MessageView, PressAnswer } from '@streambot/web'

export interface OutgoingFile {
  /** Stays where it is as long as the chat lasts: it is read from disk whenever Telegram serves it. */
  readonly path: string
  readonly name: string | null
  readonly mimeType: string | null
  /** What the sender knows of a picture, a video or a piece of music; null is sent as a plain document. */
  readonly media: MediaFacts | null
  /** Comes back in the message this file becomes. */
  readonly uploadKey: string | null
}

interface MediaFacts {
  readonly width: number | null
  readonly height: number | null
  readonly durationSeconds: number | null
}

export interface Chat {
  readonly names: Pick<ChatView, 'bot' | 'person'>
  /** Oldest first, bounded to the newest few hundred. */
  read(): MessageView[]
  /** Resolves at the first new or edited message after the call. */
  changed(signal: AbortSignal): Promise<void>
  /** @returns the id of the message, for this and the next */
  sendText(text: string): number
  sendFile(file: OutgoingFile): Promise<number>
  press(messageId: number, data: Uint8Array, signal: AbortSignal): Promise<PressAnswer>
}

/** Telegram said no: the message is too long, the button is gone. */
export class ChatRefusal extends Error {
  override readonly name = 'ChatRefusal'
}
