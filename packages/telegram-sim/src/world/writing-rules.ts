/** Who may write where, answered with Telegram's own errors. */
import { RpcError } from '../rpc-error.js'
import type { Account } from './account.js'
import { hasRight, type Channel } from './channel.js'

export function assertMayWriteTo(sender: Account, recipient: Account): void {
  if (recipient.isDeleted) throw new RpcError(400, 'INPUT_USER_DEACTIVATED')
  if (sender.blocked.has(recipient.id)) throw new RpcError(400, 'YOU_BLOCKED_USER')
  if (!sender.isBot || sender === recipient) return
  if (recipient.isBot) throw new RpcError(400, 'USER_IS_BOT')
  if (recipient.blocked.has(sender.id)) throw new RpcError(400, 'USER_IS_BLOCKED')
  if (!sender.startedBy.has(recipient.id)) throw new RpcError(400, 'PEER_ID_INVALID')
}

/** Public channels can be read by anybody but bots; writing takes membership. */
export function assertMayRead(channel: Channel, reader: Account): void {
  if (channel.members.has(reader.id)) return
  if (channel.username !== null && !reader.isBot && !channel.banned.has(reader.id)) return
  throw new RpcError(400, 'CHANNEL_PRIVATE')
}

export function assertMayPost(channel: Channel, sender: Account): void {
  assertMayRead(channel, sender)
  const mayPost = channel.isMegagroup ? channel.members.has(sender.id) : hasRight(channel, sender.id, 'postMessages')
  if (!mayPost) throw new RpcError(403, 'CHAT_WRITE_FORBIDDEN')
}
