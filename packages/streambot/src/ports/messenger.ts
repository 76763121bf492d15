/** The conversation with people: what comes in from a chat and what goes back. */
import type { UserProfile } from '../core/user.js'
import type { IncomingFile } from './log-channel.js'

/** As Telegram describes whoever wrote. */
export type Sender = UserProfile

export interface IncomingMessage {
  readonly chatId: number
  readonly messageId: number
  readonly sender: Sender
  /** Text or caption; empty where there is none. */
  readonly text: string
  readonly file: IncomingFile | null
  readonly isPrivate: boolean
}

export interface UrlButton {
  readonly text: string
  readonly url: string
}

export interface Reply {
  /** Telegram's HTML; whatever people wrote in it is escaped. At most 4096 characters after parsing. */
  readonly html: string
  /** Rows of buttons. */
  readonly buttons?: readonly (readonly UrlButton[])[]
}

export interface Messenger {
  /** @throws StreamBotError telegram_unavailable */
  reply(to: Pick<IncomingMessage, 'chatId' | 'messageId'>, reply: Reply, signal: AbortSignal): Promise<void>
}
