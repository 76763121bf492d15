/** users.*: looking people up. Unknown users are left out of getUsers, as Telegram does. Out of scope: profile photos. */
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { World } from '../../world/world.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolveUser } from '../input-peers.js'
import { toUser } from '../view/user-view.js'
import { toUserFull } from './user-full.js'

export function registerUsers({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('users.getUsers', (caller, request) => {
    const account = requireAccount(world, caller)
    const found = request.id.map((input) => tryResolve(world, account, input)).filter((user) => user !== null)
    return found.map((user) => toUser(world, account, user))
  })

  dispatcher.register('users.getFullUser', (caller, request) => {
    const account = requireAccount(world, caller)
    const user = resolveUser(world, account, request.id)
    return {
      _: 'users.userFull',
      fullUser: toUserFull(world, account, user),
      chats: [],
      users: [toUser(world, account, user)],
    }
  })
}

function tryResolve(world: World, account: Account, input: tl.TypeInputUser): Account | null {
  try {
    return resolveUser(world, account, input)
  } catch (error) {
    if (error instanceof RpcError) return null
    throw error
  }
}
