/**
 * channels.*: looking channels up, members and their rights, creating and leaving.
 * Out of scope: usernames, forums, slow mode, discussion groups, admin logs, restrictions short of a ban.
 */
import type { ServiceContext } from '../context.js'
import { registerChannelMessages } from './channel-messages.js'
import { registerLookup } from './lookup.js'
import { registerMembers } from './members.js'
import { registerMembership } from './membership.js'
import { registerRights } from './rights.js'

export function registerChannels(context: ServiceContext): void {
  registerLookup(context)
  registerChannelMessages(context)
  registerMembers(context)
  registerMembership(context)
  registerRights(context)
}
