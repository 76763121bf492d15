/** What Telegram lets our bots do in channels: asked of Telegram at each question, because people change it there. */
import type { ClientState } from '../core/client-status.js'
import type { ChannelAddress } from './membership.js'

export interface ChannelRights {
  readonly title: string
  /** false: a group. */
  readonly isChannel: boolean
  readonly isMember: boolean
  readonly isAdmin: boolean
  readonly mayPost: boolean
}

/** One bot, and what it is told of the log channel. */
export interface BotInLogChannel {
  readonly name: string
  readonly role: 'primary' | 'worker'
  /** Without the @, as people find it on Telegram; null: not known. */
  readonly username: string | null
  readonly answer:
    | ({ readonly kind: 'rights' } & ChannelRights)
    /** The bot is not in it, or there is no such channel: Telegram tells nobody which. */
    | { readonly kind: 'unseen' }
    | {
        readonly kind: 'out_of_reach'
        readonly state: ClientState
        /** For people; null: nobody knows. */
        readonly reason: string | null
      }
}

/** Every question is bounded, and ends with its signal's reason when that aborts. */
export interface BotRights {
  /** Each bot is asked for itself, the primary first. */
  inLogChannel(signal: AbortSignal): Promise<readonly BotInLogChannel[]>
  /** The primary's. `unseen`: it is not in it, or there is no such channel. @throws StreamBotError telegram_unavailable */
  primaryIn(channel: ChannelAddress, signal: AbortSignal): Promise<ChannelRights | 'unseen'>
  /** What Telegram's clock says, in whole seconds. @throws StreamBotError telegram_unavailable */
  telegramTimeMs(signal: AbortSignal): Promise<number>
}
