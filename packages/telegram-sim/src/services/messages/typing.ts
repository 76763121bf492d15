import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer } from '../input-peers.js'

export function registerTyping({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('messages.setTyping', (caller, request) => {
    const account = requireAccount(world, caller)
    const to = resolvePeer(world, account, request.peer)
    world.messenger.assertMayWrite(account.id, to)
    world.typing.show(account.id, to, request.action)
    return true
  })
}
