/** Who is calling, or the error Telegram answers to those who may not. */
import type { Caller } from '../dispatcher.js'
import { RpcError } from '../rpc-error.js'
import type { Account } from '../world/account.js'
import type { World } from '../world/world.js'

export function requireAccount(world: World, caller: Caller): Account {
  const { accountId } = caller.authKey
  const account = accountId === null ? null : world.accounts.find(accountId)
  if (!account) throw new RpcError(401, 'AUTH_KEY_UNREGISTERED')
  if (account.isDeleted) throw new RpcError(401, 'USER_DEACTIVATED')
  return account
}

/** For methods that Telegram keeps from bots. */
export function requirePerson(world: World, caller: Caller): Account {
  const account = requireAccount(world, caller)
  if (account.isBot) throw new RpcError(400, 'BOT_METHOD_INVALID')
  return account
}

export function requireBot(world: World, caller: Caller): Account {
  const account = requireAccount(world, caller)
  if (!account.isBot) throw new RpcError(400, 'USER_BOT_REQUIRED')
  return account
}
