/** A stay at Telegram beside a server that may be running. Ends with its sessions logged out. */
import type { Actor } from '../actions/audit.js'
import type { LinkFromMessageResult, LinkFromMessageWish } from '../actions/link-from-message.js'
import type { MediaFile } from '../core/media-file.js'

export interface Visit extends AsyncDisposable {
  /** The same as the API's. @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable */
  readonly makeLink: (actor: Actor, wish: LinkFromMessageWish, signal: AbortSignal) => Promise<LinkFromMessageResult>
  /** The primary first. */
  readonly bots: readonly VisitingBot[]
}

export interface VisitingBot {
  /** As in the configuration: `BOT_TOKEN`, `worker 2 (123)`. */
  readonly name: string
  /** null: it can be asked; else why not. */
  readonly trouble: string | null
  /** A file of the log channel as this bot sees it; null: there is none. @throws StreamBotError telegram_unavailable */
  readonly find: (logMessageId: number, signal: AbortSignal) => Promise<FoundFile | null>
}

export interface FoundFile {
  readonly file: MediaFile
  /** Where it lies. */
  readonly dcId: number
  /** @returns how many bytes came. @throws StreamBotError telegram_unavailable, with the wait where Telegram names one */
  readonly fetch: (span: { readonly offset: number; readonly limit: number }, signal: AbortSignal) => Promise<number>
}
