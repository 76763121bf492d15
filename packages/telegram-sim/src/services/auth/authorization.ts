import type { tl } from '@mtcute/core'
import type { Caller } from '../../dispatcher.js'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { World } from '../../world/world.js'
import { toUser } from '../view/user-view.js'

/** From here on the caller's key speaks for the account. */
export function authorize(world: World, caller: Caller, account: Account): tl.auth.RawAuthorization {
  if (account.isDeleted) throw new RpcError(401, 'USER_DEACTIVATED')
  caller.authKey.accountId = account.id
  return { _: 'auth.authorization', user: toUser(world, account, account) }
}
