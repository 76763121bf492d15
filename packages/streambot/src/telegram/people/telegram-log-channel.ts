/** Copies files into the log channel through the primary client. */
import { Long, tl } from '@mtcute/core'
import { StreamBotError } from '../../core/errors.js'
import type { Randomness } from '../../ports/clock.js'
import type { IncomingFile, LogChannel } from '../../ports/log-channel.js'
import type { BotClient } from '../clients/bot-client.js'
import { boundedCall } from '../bounded-call.js'
import { inputChannel } from '../clients/log-channel-access.js'
import { toStreamBotError } from '../telegram-error.js'
import { callPrimary, type Primary } from './primary-call.js'

const COPY_TIMEOUT_MS = 30_000

export class TelegramLogChannel implements LogChannel {
  constructor(
    private readonly primary: Primary,
    private readonly randomness: Randomness,
  ) {}

  async copy(incoming: IncomingFile, signal: AbortSignal): Promise<number> {
    // Telegram refuses a second copy under the same id, so a call that is repeated copies once.
    const randomId = Long.fromBytesLE([...this.randomness.bytes(8)])
    try {
      return await boundedCall(signal, COPY_TIMEOUT_MS, (limits) =>
        callPrimary(this.primary, limits.abortSignal, (client) => forward(client, incoming, randomId, limits)),
      )
    } catch (error) {
      throw toLogChannelError(error, 'Copying a file to the log channel')
    }
  }
}

async function forward(
  { client, logChannelId }: BotClient,
  incoming: IncomingFile,
  randomId: Long,
  limits: { readonly abortSignal: AbortSignal },
): Promise<number> {
  const { channelId, accessHash } = inputChannel(logChannelId)
  const updates = await client.call(
    {
      _: 'messages.forwardMessages',
      fromPeer: await client.resolvePeer(incoming.chatId),
      toPeer: { _: 'inputPeerChannel', channelId, accessHash },
      id: [incoming.messageId],
      randomId: [randomId],
      dropAuthor: true,
    },
    limits,
  )
  client.handleClientUpdate(updates, true)
  return copiedMessageId(updates)
}

function copiedMessageId(answer: tl.TypeUpdates): number {
  if ('updates' in answer) {
    for (const update of answer.updates) {
      if (update._ === 'updateNewChannelMessage') return update.message.id
    }
  }
  throw new StreamBotError('telegram_unavailable', 'Telegram copied the file but did not say where to')
}

/** What keeps the primary bot from posting there, in one sentence that says what to change. */
export function toLogChannelError(error: unknown, doing: string): StreamBotError {
  const explained = tl.RpcError.is(error) ? UNUSABLE[error.text] : undefined
  if (explained) return new StreamBotError('log_channel_unusable', explained, { cause: error })
  return toStreamBotError(error, doing)
}

const UNUSABLE: Readonly<Record<string, string>> = {
  CHANNEL_INVALID: 'The primary bot cannot see the log channel: check LOG_CHANNEL and add the bot as an administrator.',
  CHANNEL_PRIVATE: 'The primary bot was removed from the log channel: add it again as an administrator.',
  CHAT_WRITE_FORBIDDEN: 'The primary bot may not post in the log channel: give it the right to post messages.',
  CHAT_ADMIN_REQUIRED: 'The primary bot is not an administrator of the log channel: promote it.',
}
