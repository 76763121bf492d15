import { RpcError } from '../../rpc-error.js'
import { hasRight } from '../../world/channel.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer, resolveReadableChannel, resolveUser } from '../input-peers.js'
import { fromAdminRights } from '../view/rights-view.js'

/** Making and unmaking administrators, banning and forgiving. */
export function registerRights({ dispatcher, world, hub }: ServiceContext): void {
  dispatcher.register('channels.editAdmin', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    const user = resolveUser(world, account, request.userId)
    if (!hasRight(channel, account.id, 'addAdmins')) throw new RpcError(400, 'CHAT_ADMIN_REQUIRED')
    const rights = fromAdminRights(request.adminRights)
    if (!rights.every((right) => hasRight(channel, account.id, right))) throw new RpcError(403, 'RIGHT_FORBIDDEN')
    const by = { actorId: account.id, rank: request.rank ?? null }
    const operation = () => world.channels.promote(channel, user.id, rights, by)
    return hub.toUpdates(account, hub.act(caller, account, operation).news)
  })

  /** view_messages is a ban; anything less lifts it, since lesser restrictions are not simulated. */
  dispatcher.register('channels.editBanned', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    if (!hasRight(channel, account.id, 'banUsers')) throw new RpcError(400, 'CHAT_ADMIN_REQUIRED')
    const { type, id } = resolvePeer(world, account, request.participant)
    if (type !== 'user') throw new RpcError(400, 'PARTICIPANT_ID_INVALID')
    const operation = () =>
      request.bannedRights.viewMessages
        ? world.channels.kick(channel, id, account.id)
        : world.channels.unban(channel, id)
    return hub.toUpdates(account, hub.act(caller, account, operation).news)
  })
}
