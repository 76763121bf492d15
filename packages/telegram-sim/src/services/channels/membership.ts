import { RpcError } from '../../rpc-error.js'
import { hasRight } from '../../world/channel.js'
import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolveChannel, resolveReadableChannel, resolveUser } from '../input-peers.js'
import { toJoinResult } from '../join-result.js'

/** Coming and going. Private channels are joined by invite link: messages.importChatInvite. */
export function registerMembership({ dispatcher, world, hub }: ServiceContext): void {
  dispatcher.register('channels.joinChannel', (caller, request) => {
    const account = requirePerson(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    if (channel.members.has(account.id)) throw new RpcError(400, 'USER_ALREADY_PARTICIPANT')
    const { news } = hub.act(caller, account, () => world.join(channel.id, account.id))
    return toJoinResult(caller, hub.toUpdates(account, news))
  })

  dispatcher.register('channels.leaveChannel', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveChannel(world, account, request.channel)
    const { news } = hub.act(caller, account, () => world.leave(channel.id, account.id))
    return hub.toUpdates(account, news)
  })

  dispatcher.register('channels.inviteToChannel', (caller, request) => {
    const account = requirePerson(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    const mayInvite = channel.isMegagroup
      ? channel.members.has(account.id)
      : hasRight(channel, account.id, 'inviteUsers')
    if (!mayInvite) throw new RpcError(403, 'CHAT_WRITE_FORBIDDEN')
    const invited = request.users.map((input) => resolveUser(world, account, input))
    // In a broadcast channel a bot can only be an administrator: channels.editAdmin adds it.
    if (!channel.isMegagroup && invited.some((user) => user.isBot)) throw new RpcError(400, 'USER_BOT')
    if (invited.some((user) => user.isDeleted)) throw new RpcError(400, 'INPUT_USER_DEACTIVATED')
    const operation = () => invited.forEach((user) => world.join(channel.id, user.id, account.id))
    const updates = hub.toUpdates(account, hub.act(caller, account, operation).news)
    return { _: 'messages.invitedUsers', updates, missingInvitees: [] }
  })
}
