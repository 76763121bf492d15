import { RpcError } from '../rpc-error.js'
import type { CallbackAnswer } from './chat-message.js'
import { userPeer, type Peer } from './peer.js'
import type { World } from './world.js'

/** Asks the bot behind an inline button; the bot sees the chat and the message under its own names. */
export async function pressButton(
  world: Pick<World, 'messenger' | 'accounts' | 'callbacks' | 'bus' | 'clock'>,
  press: { userId: number; chat: Peer; messageId: number; data: Uint8Array },
  wait: { signal?: AbortSignal; timeoutMs?: number },
): Promise<CallbackAnswer> {
  const { stored } = world.messenger.locate(press.userId, press.chat, press.messageId)
  const { senderId: botId, markup, copies } = stored.content
  const buttons = markup?._ === 'replyInlineMarkup' ? markup.rows.flatMap((row) => row.buttons) : []
  const data = Buffer.from(press.data)
  const isThere = buttons.some((button) => button._ === 'keyboardButtonCallback' && data.equals(button.data))
  if (!isThere) throw new RpcError(400, 'DATA_INVALID')
  const isPrivate = press.chat.type === 'user'
  const { query, answer } = world.callbacks.ask(
    {
      userId: press.userId,
      botId,
      chat: isPrivate ? userPeer(press.userId) : press.chat,
      messageId: isPrivate ? (copies.get(botId) ?? 0) : stored.id,
      data: press.data,
      date: Math.floor(world.clock.now() / 1000),
    },
    wait,
  )
  world.bus.emit(botId, { kind: 'callbackQuery', query })
  return await answer
}
