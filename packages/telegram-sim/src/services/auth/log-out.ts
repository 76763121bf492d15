import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'

/** Ends the authorization of this key; keys of other data centres keep theirs. */
export function registerLogOut({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('auth.logOut', (caller) => {
    requireAccount(world, caller)
    caller.authKey.accountId = null
    return { _: 'auth.loggedOut' }
  })
}
