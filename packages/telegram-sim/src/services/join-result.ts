import type { tl } from '@mtcute/core'
import type { Caller } from '../dispatcher.js'

/** Joining answers this type since layer 227; before, the updates themselves. */
const JOIN_RESULT_LAYER = 227

export function toJoinResult(caller: Caller, updates: tl.RawUpdates): tl.messages.TypeChatInviteJoinResult {
  const result: tl.messages.TypeChatInviteJoinResult = { _: 'messages.chatInviteJoinResultOk', updates }
  if (caller.session.layer >= JOIN_RESULT_LAYER) return result
  return updates as unknown as tl.messages.TypeChatInviteJoinResult
}
