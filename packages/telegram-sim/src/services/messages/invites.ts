/** Invite links. One lasting link per channel; requests, limits and expiry are not simulated. */
import Long from 'long'
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import { hasRight, type Channel } from '../../world/channel.js'
import type { World } from '../../world/world.js'
import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer } from '../input-peers.js'
import { toJoinResult } from '../join-result.js'
import { toChannel } from '../view/channel-view.js'

export function registerInvites({ dispatcher, world, hub }: ServiceContext): void {
  dispatcher.register('messages.exportChatInvite', (caller, request) => {
    const account = requireAccount(world, caller)
    const peer = resolvePeer(world, account, request.peer)
    if (peer.type !== 'channel') throw new RpcError(400, 'PEER_ID_INVALID')
    const channel = world.channels.get(peer.id)
    if (!hasRight(channel, account.id, 'inviteUsers')) throw new RpcError(400, 'CHAT_ADMIN_REQUIRED')
    return toExportedInvite(channel, world.channels.invite(channel))
  })

  dispatcher.register('messages.checkChatInvite', (caller, request) => {
    const account = requirePerson(world, caller)
    const channel = invited(world, request.hash)
    if (channel.members.has(account.id)) {
      return { _: 'chatInviteAlready', chat: toChannel(world, account, channel) }
    }
    return {
      _: 'chatInvite',
      channel: true,
      broadcast: channel.isMegagroup ? undefined : true,
      megagroup: channel.isMegagroup || undefined,
      title: channel.title,
      photo: { _: 'photoEmpty', id: Long.ZERO },
      participantsCount: channel.members.size,
      color: 0,
    }
  })

  dispatcher.register('messages.importChatInvite', (caller, request) => {
    const account = requirePerson(world, caller)
    const channel = invited(world, request.hash)
    if (channel.members.has(account.id)) throw new RpcError(400, 'USER_ALREADY_PARTICIPANT')
    const { news } = hub.act(caller, account, () => world.join(channel.id, account.id))
    return toJoinResult(caller, hub.toUpdates(account, news))
  })
}

function invited(world: World, hash: string): Channel {
  const channel = world.channels.findInvite(hash)
  if (!channel) throw new RpcError(400, 'INVITE_HASH_EXPIRED')
  return channel
}

function toExportedInvite(channel: Channel, hash: string): tl.RawChatInviteExported {
  const link = `https://t.me/+${hash}`
  return { _: 'chatInviteExported', permanent: true, link, adminId: channel.creatorId, date: channel.createdDate }
}
