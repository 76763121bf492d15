/** Whether a bot can use the log channel, and if not, what its owner has to change. */
import { Long, tl } from '@mtcute/core'
import type { TelegramClient } from '@mtcute/node'
import { StreamBotError } from '../../core/errors.js'
import { boundedCall } from '../bounded-call.js'
import { toStreamBotError } from '../telegram-error.js'

const LOOK_UP_TIMEOUT_MS = 10_000
/** Errors and waits come back at once, for us to decide. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }

/** Bots may name a channel they are in without its access hash. `channelId` is the bare id, without -100. */
export function inputChannel(channelId: number): tl.RawInputChannel {
  return { _: 'inputChannel', channelId, accessHash: Long.ZERO }
}

/** @throws StreamBotError log_channel_unusable in one sentence that says what to change */
export async function requireLogChannel(
  client: TelegramClient,
  channelId: number,
  needs: 'read' | 'post',
  botName: string,
  signal: AbortSignal,
): Promise<void> {
  const channel = await getLogChannel(client, channelId, signal)
  if (!channel || channel.left) throw unusable(notMember(botName, channelId))
  if (channel.creator || !channel.broadcast) return
  const where = `the log channel "${channel.title}"`
  if (needs === 'post' && !channel.adminRights?.postMessages) {
    throw unusable(`${botName} may not post in ${where}: make it an administrator with the right to post messages.`)
  }
  if (!channel.adminRights) throw unusable(`${botName} is not an administrator of ${where}: make it one.`)
}

async function getLogChannel(
  client: TelegramClient,
  channelId: number,
  signal: AbortSignal,
): Promise<tl.RawChannel | null> {
  try {
    return await boundedCall(signal, LOOK_UP_TIMEOUT_MS, (limits) =>
      getChannel(client, inputChannel(channelId), limits.abortSignal),
    )
  } catch (error) {
    if (signal.aborted) throw new StreamBotError('shutting_down', 'Stopped while looking up the log channel')
    throw toStreamBotError(error, 'Looking up the log channel')
  }
}

/** A channel as Telegram shows it to this bot; null: it does not. @throws what the library throws */
export async function getChannel(
  client: TelegramClient,
  channel: tl.RawInputChannel,
  abortSignal: AbortSignal,
): Promise<tl.RawChannel | null> {
  try {
    const request = { _: 'channels.getChannels', id: [channel] } satisfies tl.RpcMethod
    const { chats } = await client.call(request, { ...NO_PATIENCE, abortSignal })
    return chats.find((chat): chat is tl.RawChannel => chat._ === 'channel' && chat.id === channel.channelId) ?? null
  } catch (error) {
    if (tl.RpcError.is(error) && ['CHANNEL_INVALID', 'CHANNEL_PRIVATE'].includes(error.text)) return null
    throw error
  }
}

function notMember(botName: string, channelId: number): string {
  return (
    `${botName} is not in the log channel -100${channelId}: add it there as an administrator, ` +
    'or correct LOG_CHANNEL if that is another channel.'
  )
}

function unusable(message: string): StreamBotError {
  return new StreamBotError('log_channel_unusable', message)
}
