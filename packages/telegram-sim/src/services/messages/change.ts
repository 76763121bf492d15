import { RpcError } from '../../rpc-error.js'
import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer } from '../input-peers.js'
import { resolveMedia } from './input-media.js'
import { uploadDcId } from './sending.js'

/** Editing and deleting; ids of messages.deleteMessages are those of the caller's private chats. */
export function registerChange(context: ServiceContext): void {
  const { dispatcher, world, hub } = context

  dispatcher.register('messages.editMessage', async (caller, request) => {
    const account = requireAccount(world, caller)
    const chat = resolvePeer(world, account, request.peer)
    world.messenger.locate(account.id, chat, request.id)
    const media =
      request.media && (await resolveMedia(world, account, request.media, uploadDcId(context, account, chat)))
    const { message: text, entities, replyMarkup: markup } = request
    const change = { text, entities, media, markup }
    const { news } = hub.act(caller, account, () => world.messenger.edit(account.id, chat, request.id, change))
    return hub.toUpdates(account, news)
  })

  dispatcher.register('messages.deleteMessages', (caller, request) => {
    const account = requireAccount(world, caller)
    const operation = () => world.messenger.delete(account.id, null, request.id, request.revoke ?? false)
    return { _: 'messages.affectedMessages', ...hub.act(caller, account, operation).result }
  })

  dispatcher.register('messages.readHistory', (caller, request) => {
    const account = requirePerson(world, caller)
    const chat = resolvePeer(world, account, request.peer)
    if (chat.type === 'channel') throw new RpcError(400, 'PEER_ID_INVALID')
    const operation = () => world.messenger.read(account.id, chat, request.maxId)
    return { _: 'messages.affectedMessages', ...hub.act(caller, account, operation).result }
  })
}
