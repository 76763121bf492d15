/** account.*: only what clients do by themselves at start. Out of scope: settings, privacy, passwords, sessions. */
import { requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'

export function registerAccount({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('account.updateStatus', (caller) => {
    requirePerson(world, caller)
    return true
  })
}
