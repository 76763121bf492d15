/** Looks messages up by their link, through the primary client: it has to see them to copy them. */
import { MtInvalidPeerTypeError, MtPeerNotFoundError, tl } from '@mtcute/core'
import type { TelegramClient } from '@mtcute/node'
import { toMarkedChannelId, toPlainChannelId } from '../../core/channel-id.js'
import type { PostAddress } from '../../core/post-address.js'
import type { PostReader, PostReading } from '../../ports/post-reader.js'
import { boundedCall } from '../bounded-call.js'
import { inputChannel } from '../clients/log-channel-access.js'
import { readMedia } from '../files/media.js'
import { toStreamBotError } from '../telegram-error.js'
import { callPrimary, type Primary } from './primary-call.js'

const CALL_TIMEOUT_MS = 15_000
/** Errors and waits come back at once, for whoever asked to decide. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }
const OUT_OF_SIGHT = ['CHANNEL_INVALID', 'CHANNEL_PRIVATE', 'USERNAME_NOT_OCCUPIED', 'USERNAME_INVALID']

export class TelegramPostReader implements PostReader {
  constructor(private readonly primary: Primary) {}

  async read(address: PostAddress, signal: AbortSignal): Promise<PostReading> {
    signal.throwIfAborted()
    try {
      return await boundedCall(signal, CALL_TIMEOUT_MS, (limits) =>
        callPrimary(this.primary, limits.abortSignal, ({ client }) => look(client, address, limits)),
      )
    } catch (error) {
      signal.throwIfAborted()
      if (isOutOfSight(error)) return { kind: 'out_of_sight' }
      throw toStreamBotError(error, 'Looking a message up')
    }
  }
}

async function look(
  client: TelegramClient,
  { chat, messageId }: PostAddress,
  limits: { readonly abortSignal: AbortSignal },
): Promise<PostReading> {
  const channel = typeof chat === 'number' ? inputChannel(toPlainChannelId(chat)) : await client.resolveChannel(chat)
  const id: tl.TypeInputMessage[] = [{ _: 'inputMessageID', id: messageId }]
  const request = { _: 'channels.getMessages', channel, id } satisfies tl.RpcMethod
  const answer = await client.call(request, { ...NO_PATIENCE, ...limits })
  if (answer._ === 'messages.messagesNotModified') return { kind: 'gone' }
  const message = answer.messages.find((it) => it.id === messageId)
  if (message?._ !== 'message' || message.peerId._ !== 'peerChannel') return { kind: 'gone' }
  const { channelId } = message.peerId
  const found = answer.chats.find((it): it is tl.RawChannel => it._ === 'channel' && it.id === channelId)
  if (message.noforwards || found?.noforwards) return { kind: 'protected' }
  const file = readMedia(message.media)?.file ?? null
  return { kind: 'found', message: { chatId: toMarkedChannelId(channelId), messageId, text: message.message, file } }
}

function isOutOfSight(error: unknown): boolean {
  if (error instanceof MtPeerNotFoundError || error instanceof MtInvalidPeerTypeError) return true
  return tl.RpcError.is(error) && OUT_OF_SIGHT.includes(error.text)
}
