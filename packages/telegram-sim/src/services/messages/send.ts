import { RpcError } from '../../rpc-error.js'
import type { Draft } from '../../world/draft.js'
import { ALBUM_LIMIT } from '../../world/messenger.js'
import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer, resolveUser } from '../input-peers.js'
import { toMessageMedia } from '../view/media-view.js'
import { View } from '../view/view.js'
import { resolveMedia } from './input-media.js'
import { resolveReply } from './reply-to.js'
import { sendOnce, uploadDcId } from './sending.js'

export function registerSend(context: ServiceContext): void {
  const { dispatcher, world } = context

  dispatcher.register('messages.sendMessage', async (caller, request) => {
    const account = requireAccount(world, caller)
    const to = resolvePeer(world, account, request.peer)
    const draft = {
      text: request.message,
      entities: request.entities,
      markup: request.replyMarkup,
      replyToId: resolveReply(world, account, to, request.replyTo),
      silent: request.silent,
      noForwards: request.noforwards,
    }
    const sender = { caller, account, to, randomIds: [request.randomId] }
    return await sendOnce(
      context,
      sender,
      () => draft,
      (ready) => world.messenger.send(account.id, to, [ready]),
    )
  })

  dispatcher.register('messages.sendMedia', async (caller, request) => {
    const account = requireAccount(world, caller)
    const to = resolvePeer(world, account, request.peer)
    world.messenger.assertMayWrite(account.id, to)
    const replyToId = resolveReply(world, account, to, request.replyTo)
    const sender = { caller, account, to, randomIds: [request.randomId] }
    const prepare = async (): Promise<Draft> => ({
      media: await resolveMedia(world, account, request.media, uploadDcId(context, account, to)),
      text: request.message,
      entities: request.entities,
      markup: request.replyMarkup,
      silent: request.silent,
      noForwards: request.noforwards,
      replyToId,
    })
    return await sendOnce(context, sender, prepare, (ready) => world.messenger.send(account.id, to, [ready]))
  })

  dispatcher.register('messages.sendMultiMedia', async (caller, request) => {
    const account = requireAccount(world, caller)
    const to = resolvePeer(world, account, request.peer)
    world.messenger.assertMayWrite(account.id, to)
    const items = request.multiMedia
    if (items.length === 0) throw new RpcError(400, 'MEDIA_EMPTY')
    if (items.length > ALBUM_LIMIT) throw new RpcError(400, 'MULTI_MEDIA_TOO_LONG')
    const replyToId = resolveReply(world, account, to, request.replyTo)
    const sender = { caller, account, to, randomIds: items.map((item) => item.randomId) }
    const prepare = async (): Promise<Draft[]> => {
      const groupedId = world.messenger.newAlbumId()
      const drafts: Draft[] = []
      for (const [index, item] of items.entries()) {
        const media = await resolveMedia(world, account, item.media, uploadDcId(context, account, to)).catch(
          (error: unknown) => Promise.reject(numbered(error, index)),
        )
        const { message: text, entities } = item
        drafts.push({
          media,
          text,
          entities,
          groupedId,
          replyToId,
          silent: request.silent,
          noForwards: request.noforwards,
        })
      }
      return drafts
    }
    return await sendOnce(context, sender, prepare, (ready) => world.messenger.send(account.id, to, ready))
  })

  dispatcher.register('messages.uploadMedia', async (caller, request) => {
    const account = requireAccount(world, caller)
    const to = resolvePeer(world, account, request.peer)
    const media = await resolveMedia(world, account, request.media, uploadDcId(context, account, to))
    return toMessageMedia(new View(world, account), media)
  })

  dispatcher.register('messages.startBot', async (caller, request) => {
    const account = requirePerson(world, caller)
    const bot = resolveUser(world, account, request.bot)
    if (!bot.isBot) throw new RpcError(400, 'BOT_INVALID')
    const text = `/start ${request.startParam}`.trim()
    const entities = [{ _: 'messageEntityBotCommand' as const, offset: 0, length: '/start'.length }]
    const to = { type: 'user', id: bot.id } as const
    const sender = { caller, account, to, randomIds: [request.randomId] }
    const send = () => world.messenger.send(account.id, to, [{ text, entities }])
    return await sendOnce(context, sender, () => null, send)
  })
}

/** In an album the error says which file's reference it was: FILE_REFERENCE_2_EXPIRED. */
function numbered(error: unknown, index: number): Error {
  if (error instanceof RpcError && error.text === 'FILE_REFERENCE_EXPIRED') {
    return new RpcError(400, `FILE_REFERENCE_${index}_EXPIRED`)
  }
  return error instanceof Error ? error : new Error('media failed', { cause: error })
}
