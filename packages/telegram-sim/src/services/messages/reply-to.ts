import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { Peer } from '../../world/peer.js'
import type { World } from '../../world/world.js'

/** Replies within the same chat only; a reply to something else answers REPLY_MESSAGE_ID_INVALID. */
export function resolveReply(
  world: World,
  account: Account,
  chat: Peer,
  replyTo: tl.TypeInputReplyTo | undefined,
): number | null {
  if (replyTo?._ !== 'inputReplyToMessage') return null
  const box = chat.type === 'channel' ? world.channels.get(chat.id).mailbox : account.mailbox
  const stored = box.get(replyTo.replyToMsgId)
  const isHere = stored !== null && stored.peer.id === chat.id
  if (!isHere) throw new RpcError(400, 'REPLY_MESSAGE_ID_INVALID')
  return stored.id
}
