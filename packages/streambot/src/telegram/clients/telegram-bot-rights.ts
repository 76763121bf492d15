/** Asks Telegram what our bots may do in channels. One small call each, whatever state they are in. */
import { MtInvalidPeerTypeError, MtPeerNotFoundError, type tl } from '@mtcute/core'
import type { TelegramClient } from '@mtcute/node'
import { toPlainChannelId } from '../../core/channel-id.js'
import type { BotInLogChannel, BotRights, ChannelRights } from '../../ports/bot-rights.js'
import type { ChannelAddress } from '../../ports/membership.js'
import { boundedCall } from '../bounded-call.js'
import { callPrimary, type Primary } from '../people/primary-call.js'
import { toStreamBotError } from '../telegram-error.js'
import type { BotClient } from './bot-client.js'
import type { Employed } from './client-manager.js'
import { getChannel, inputChannel } from './log-channel-access.js'

/** Less than whoever asks has patience for: a bot that hangs says nothing of the others. */
const ASK_TIMEOUT_MS = 5000
/** Errors and waits come back at once. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }

/** What of a bot is asked. */
type Asked = Pick<BotClient, 'client'>
export type AskedBot = Omit<Employed, 'client'> & { readonly client: Asked | null }

export class TelegramBotRights implements BotRights {
  constructor(
    private readonly clients: { readonly primary: Primary<Asked>; bots(): readonly AskedBot[] },
    /** Bare, without -100. */
    private readonly logChannelId: number,
  ) {}

  inLogChannel(signal: AbortSignal): Promise<readonly BotInLogChannel[]> {
    return Promise.all(this.clients.bots().map((bot) => this.#ask(bot, signal)))
  }

  primaryIn(channel: ChannelAddress, signal: AbortSignal): Promise<ChannelRights | 'unseen'> {
    return this.#callPrimary(signal, `Looking up ${channel}`, async (client, abortSignal) => {
      const found = await resolve(client, channel)
      const seen = found && (await getChannel(client, found, abortSignal))
      return seen ? toRights(seen) : 'unseen'
    })
  }

  telegramTimeMs(signal: AbortSignal): Promise<number> {
    return this.#callPrimary(signal, 'Asking for the time', async (client, abortSignal) => {
      const { date } = await client.call({ _: 'help.getConfig' }, { ...NO_PATIENCE, abortSignal })
      return date * 1000
    })
  }

  async #ask({ role, status, client }: AskedBot, signal: AbortSignal): Promise<BotInLogChannel> {
    const { name, state, reason } = status
    if (!client) return { name, role, username: null, answer: { kind: 'out_of_reach', state, reason } }
    const username = await client.client.getMyUsername().catch(() => null)
    const about = { name, role, username }
    try {
      const seen = await boundedCall(signal, ASK_TIMEOUT_MS, ({ abortSignal }) =>
        getChannel(client.client, inputChannel(this.logChannelId), abortSignal),
      )
      return { ...about, answer: seen ? { kind: 'rights', ...toRights(seen) } : { kind: 'unseen' } }
    } catch (error) {
      signal.throwIfAborted()
      const { message } = toStreamBotError(error, 'Looking up the log channel')
      return { ...about, answer: { kind: 'out_of_reach', state, reason: reason ?? message } }
    }
  }

  async #callPrimary<T>(
    signal: AbortSignal,
    doing: string,
    call: (client: TelegramClient, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await boundedCall(signal, ASK_TIMEOUT_MS, ({ abortSignal }) =>
        callPrimary(this.clients.primary, abortSignal, ({ client }) => call(client, abortSignal)),
      )
    } catch (error) {
      signal.throwIfAborted()
      throw toStreamBotError(error, doing)
    }
  }
}

async function resolve(client: TelegramClient, channel: ChannelAddress): Promise<tl.RawInputChannel | null> {
  if (typeof channel === 'number') return inputChannel(toPlainChannelId(channel))
  try {
    const found = await client.resolveChannel(channel)
    return found._ === 'inputChannel' ? found : null
  } catch (error) {
    if (error instanceof MtPeerNotFoundError || error instanceof MtInvalidPeerTypeError) return null
    throw error
  }
}

function toRights({ title, broadcast = false, left, creator = false, adminRights }: tl.RawChannel): ChannelRights {
  const isMember = !left
  const isAdmin = isMember && (creator || adminRights !== undefined)
  // Whoever is in a group may write there.
  const mayPost = broadcast ? isMember && (creator || adminRights?.postMessages === true) : isMember
  return { title, isChannel: broadcast, isMember, isAdmin, mayPost }
}
