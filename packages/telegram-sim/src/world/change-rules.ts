/** Who may change or remove a message that is already there. */
import { RpcError } from '../rpc-error.js'
import type { Account } from './account.js'
import { hasRight, type Channel } from './channel.js'
import type { StoredMessage } from './message.js'

/** edit_time_limit of help.getConfig. Bots, and authors of channel posts, are not bound by it. */
export const EDIT_TIME_LIMIT_SECONDS = 172_800

/** The error an attempt to edit would get, or null when it may. */
export function editRefusal(
  editor: Account,
  stored: StoredMessage,
  channel: Channel | null,
  now: number,
): RpcError | null {
  const { content } = stored
  if (content.action || content.forward) return new RpcError(400, 'MESSAGE_ID_INVALID')
  if (!isAuthorOrEditor(editor, stored, channel)) return new RpcError(403, 'MESSAGE_AUTHOR_REQUIRED')
  const isTimed = !editor.isBot && (channel === null || channel.isMegagroup)
  const isLate = isTimed && now - content.date > EDIT_TIME_LIMIT_SECONDS
  return isLate ? new RpcError(400, 'MESSAGE_EDIT_TIME_EXPIRED') : null
}

function isAuthorOrEditor(editor: Account, stored: StoredMessage, channel: Channel | null): boolean {
  const isAuthor = stored.content.senderId === editor.id
  if (channel === null || channel.isMegagroup) return isAuthor
  return hasRight(channel, editor.id, isAuthor ? 'postMessages' : 'editMessages')
}

export function mayDelete(actor: Account, stored: StoredMessage, channel: Channel): boolean {
  if (hasRight(channel, actor.id, 'deleteMessages')) return true
  if (stored.content.senderId !== actor.id) return false
  return channel.isMegagroup || hasRight(channel, actor.id, 'postMessages')
}
