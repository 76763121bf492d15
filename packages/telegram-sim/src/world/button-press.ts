import { RpcError } from '../rpc-error.js'
import type { CallbackAnswer } from './chat-message.js'
import { BUTTON_DATA_MAX_BYTES } from './message-rules.js'
import { userPeer, type Peer } from './peer.js'
import { toSeconds } from './seconds.js'
import type { World } from './world.js'

/**
 * Asks the bot that wrote a message, as an inline button does; the bot sees the chat and the message under its own names. It is told whatever a client
 * sends, also what is on no button of the message (core.telegram.org/bots/api#callbackquery).
 */
export async function pressButton(
  world: Pick<World, 'messenger' | 'accounts' | 'callbacks' | 'bus' | 'clock'>,
  press: { userId: number; chat: Peer; messageId: number; data: Uint8Array },
  wait: { signal?: AbortSignal; timeoutMs?: number },
): Promise<CallbackAnswer> {
  const { stored } = world.messenger.locate(press.userId, press.chat, press.messageId)
  const { senderId: botId, copies } = stored.content
  const isData = press.data.length > 0 && press.data.length <= BUTTON_DATA_MAX_BYTES
  if (!isData || !world.accounts.get(botId).isBot) throw new RpcError(400, 'DATA_INVALID')
  const isPrivate = press.chat.type === 'user'
  const { query, answer } = world.callbacks.ask(
    {
      userId: press.userId,
      botId,
      chat: isPrivate ? userPeer(press.userId) : press.chat,
      messageId: isPrivate ? (copies.get(botId) ?? 0) : stored.id,
      data: press.data,
      date: toSeconds(world.clock.now()),
    },
    wait,
  )
  world.bus.emit(botId, { kind: 'callbackQuery', query })
  return await answer
}
