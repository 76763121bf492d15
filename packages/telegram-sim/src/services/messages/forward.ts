import { RpcError } from '../../rpc-error.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer } from '../input-peers.js'
import { sendOnce } from './sending.js'

/** forwarded_count_max of help.getConfig. */
const FORWARD_LIMIT = 100

export function registerForward(context: ServiceContext): void {
  const { dispatcher, world } = context
  dispatcher.register('messages.forwardMessages', async (caller, request) => {
    const account = requireAccount(world, caller)
    const from = resolvePeer(world, account, request.fromPeer)
    const to = resolvePeer(world, account, request.toPeer)
    if (request.id.length === 0) throw new RpcError(400, 'MESSAGE_IDS_EMPTY')
    const isPaired = request.id.length === request.randomId.length && request.id.length <= FORWARD_LIMIT
    if (!isPaired) throw new RpcError(400, 'RANDOM_ID_INVALID')
    const options = {
      dropAuthor: request.dropAuthor,
      dropCaptions: request.dropMediaCaptions,
      silent: request.silent,
      noForwards: request.noforwards,
    }
    const sender = { caller, account, to, randomIds: request.randomId }
    const send = () => world.messenger.forward(account.id, from, request.id, to, options)
    return await sendOnce(context, sender, () => null, send)
  })
}
