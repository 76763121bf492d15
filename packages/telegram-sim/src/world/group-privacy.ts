/**
 * What a bot in privacy mode sees of a group: commands that may be meant for it, answers to what it wrote, service messages; and everything once it
 * is an administrator (core.telegram.org/bots/features#privacy-mode).
 */
import type { Account } from './account.js'
import { isAdmin, type Channel } from './channel.js'
import type { StoredMessage } from './message.js'

export function isVisible(viewer: Account, channel: Channel, { content, replyToId }: StoredMessage): boolean {
  if (viewer.seesGroups || !channel.isMegagroup || isAdmin(channel, viewer.id)) return true
  if (content.senderId === viewer.id || content.action !== null) return true
  const answered = replyToId === null ? null : channel.mailbox.get(replyToId)
  return answered?.content.senderId === viewer.id || isCommandFor(viewer, content.text)
}

function isCommandFor({ username }: Account, text: string): boolean {
  const [command, addressed] = /^\/\w+(?:@(\w+))?(?=\s|$)/.exec(text) ?? []
  return command !== undefined && (addressed === undefined || addressed.toLowerCase() === username?.toLowerCase())
}
