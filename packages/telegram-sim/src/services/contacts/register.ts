/**
 * contacts.*: public names, a plain search over them, blocking.
 * Out of scope: address books; everybody's list of contacts is empty.
 */
import { RpcError } from '../../rpc-error.js'
import type { Peer } from '../../world/peer.js'
import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer } from '../input-peers.js'
import { View } from '../view/view.js'

export function registerContacts({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('contacts.resolveUsername', (caller, request) => {
    const account = requireAccount(world, caller)
    const peer = world.findUsername(request.username)
    if (!peer) throw new RpcError(400, 'USERNAME_NOT_OCCUPIED')
    const view = new View(world, account)
    return { _: 'contacts.resolvedPeer', peer: view.peer(peer), ...view.peers() }
  })

  dispatcher.register('contacts.search', (caller, request) => {
    const account = requirePerson(world, caller)
    const wanted = request.q.replace(/^@/, '').toLowerCase()
    if (wanted.length < 3) throw new RpcError(400, 'SEARCH_QUERY_EMPTY')
    const matches: Peer[] = [
      ...world
        .listAccounts()
        .filter((it) => isLike(wanted, it.firstName, it.username))
        .map((it) => ({ type: 'user' as const, id: it.id })),
      ...world
        .listChannels()
        .filter((it) => it.username !== null && isLike(wanted, it.title, it.username))
        .map((it) => ({ type: 'channel' as const, id: it.id })),
    ]
    const view = new View(world, account)
    const results = matches.slice(0, request.limit).map((peer) => view.peer(peer))
    return { _: 'contacts.found', myResults: [], results, ...view.peers() }
  })

  dispatcher.register('contacts.getContacts', (caller) => {
    requirePerson(world, caller)
    return { _: 'contacts.contacts', contacts: [], savedCount: 0, users: [] }
  })

  dispatcher.register('contacts.block', (caller, request) => {
    const account = requirePerson(world, caller)
    world.block(account.id, resolvePeer(world, account, request.id).id)
    return true
  })

  dispatcher.register('contacts.unblock', (caller, request) => {
    const account = requirePerson(world, caller)
    world.unblock(account.id, resolvePeer(world, account, request.id).id)
    return true
  })
}

function isLike(wanted: string, name: string, username: string | null): boolean {
  return name.toLowerCase().includes(wanted) || (username?.toLowerCase().startsWith(wanted) ?? false)
}
