/**
 * messages.*: sending in all its forms, forwarding, editing, deleting, reading, button presses, invite links.
 * Out of scope: basic groups, scheduled and ephemeral messages, polls, games, inline mode, reactions, drafts, search,
 * stickers sets, secret chats, web page previews.
 */
import type { ServiceContext } from '../context.js'
import { registerChange } from './change.js'
import { registerForward } from './forward.js'
import { registerInvites } from './invites.js'
import { registerPresses } from './presses.js'
import { registerRead } from './read.js'
import { registerSend } from './send.js'
import { registerTyping } from './typing.js'

export function registerMessages(context: ServiceContext): void {
  registerSend(context)
  registerForward(context)
  registerChange(context)
  registerRead(context)
  registerPresses(context)
  registerTyping(context)
  registerInvites(context)
}
