import Long from 'long'
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import { hasRight, isAdmin, type Channel } from '../../world/channel.js'
import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolveReadableChannel } from '../input-peers.js'
import { toBotInfo } from '../users/user-full.js'
import { toChannel } from '../view/channel-view.js'
import { View } from '../view/view.js'

export function registerLookup({ dispatcher, world, hub }: ServiceContext): void {
  dispatcher.register('channels.getChannels', (caller, request) => {
    const account = requireAccount(world, caller)
    const channels = request.id.map((input) => resolveReadableChannel(world, account, input))
    return { _: 'messages.chats', chats: channels.map((channel) => toChannel(world, account, channel)) }
  })

  dispatcher.register('channels.getFullChannel', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    const view = new View(world, account)
    view.peer({ type: 'channel', id: channel.id })
    return { _: 'messages.chatFull', fullChat: toFull(view, channel), ...view.peers() }
  })

  dispatcher.register('channels.createChannel', (caller, request) => {
    const account = requirePerson(world, caller)
    const { title, about, megagroup } = request
    const operation = () => world.createChannel({ title, about, megagroup, creatorId: account.id })
    return hub.toUpdates(account, hub.act(caller, account, operation).news)
  })

  dispatcher.register('channels.editTitle', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    if (!hasRight(channel, account.id, 'changeInfo')) throw new RpcError(400, 'CHAT_ADMIN_REQUIRED')
    const operation = () => world.retitle(channel.id, request.title, account.id)
    return hub.toUpdates(account, hub.act(caller, account, operation).news)
  })
}

function toFull(view: View, channel: Channel): tl.RawChannelFull {
  const { world, viewer } = view
  const admins = [...channel.members.keys()].filter((id) => isAdmin(channel, id))
  const bots = [...channel.members.keys()].map((id) => world.account(id)).filter((member) => member.isBot)
  for (const bot of bots) view.user(bot.id)
  return {
    _: 'channelFull',
    id: channel.id,
    about: channel.about,
    canViewParticipants: channel.isMegagroup || isAdmin(channel, viewer.id) || undefined,
    participantsCount: channel.members.size,
    adminsCount: admins.length,
    kickedCount: channel.banned.size,
    bannedCount: 0,
    readInboxMaxId: channel.mailbox.topId,
    readOutboxMaxId: channel.mailbox.topId,
    unreadCount: 0,
    chatPhoto: { _: 'photoEmpty', id: Long.ZERO },
    notifySettings: { _: 'peerNotifySettings' },
    botInfo: bots.map((bot) => toBotInfo(world, bot)),
    pts: channel.mailbox.changes.pts,
  }
}
