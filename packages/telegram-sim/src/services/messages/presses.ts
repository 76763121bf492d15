/** Inline buttons: a person presses and waits, the bot answers. */
import Long from 'long'
import { RpcError } from '../../rpc-error.js'
import { requireBot, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer } from '../input-peers.js'

const ANSWER_LENGTH_MAX = 200

export function registerPresses({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('messages.getBotCallbackAnswer', async (caller, request) => {
    const account = requirePerson(world, caller)
    const chat = resolvePeer(world, account, request.peer)
    if (!request.data) throw new RpcError(400, 'DATA_INVALID')
    const wait = { signal: caller.signal }
    const answer = await world.pressButton(account.id, chat, request.msgId, request.data, wait)
    return {
      _: 'messages.botCallbackAnswer',
      message: answer.text ?? undefined,
      alert: answer.alert || undefined,
      url: answer.url ?? undefined,
      hasUrl: answer.url === null ? undefined : true,
      cacheTime: 0,
    }
  })

  dispatcher.register('messages.setBotCallbackAnswer', (caller, request) => {
    const bot = requireBot(world, caller)
    const { message, url, alert } = request
    if (message !== undefined && message.length > ANSWER_LENGTH_MAX) throw new RpcError(400, 'MESSAGE_TOO_LONG')
    const answer = { text: message ?? null, alert: alert ?? false, url: url ?? null }
    world.callbacks.answer(bot.id, Long.fromValue(request.queryId).toString(), answer)
    return true
  })
}
