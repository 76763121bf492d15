import type { tl } from '@mtcute/core'
import type { Account } from '../../world/account.js'
import { toSeconds } from '../../world/seconds.js'
import type { World } from '../../world/world.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'

/** The one seq there is; see register.ts. */
export const SEQ = 1

export function toState(world: World, account: Account): tl.updates.RawState {
  const unreadCount = account.isBot ? 0 : unreadChats(account)
  return {
    _: 'updates.state',
    pts: account.mailbox.changes.pts,
    qts: account.rareChanges.pts,
    date: toSeconds(world.clock.now()),
    seq: SEQ,
    unreadCount,
  }
}

export function registerState({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('updates.getState', (caller) => toState(world, requireAccount(world, caller)))
}

function unreadChats(account: Account): number {
  return account.mailbox.tops().filter((top) => account.mailbox.unreadCount(top.peer) > 0).length
}
