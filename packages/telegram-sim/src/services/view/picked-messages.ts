import type { tl } from '@mtcute/core'
import type { Channel } from '../../world/channel.js'
import type { Mailbox } from '../../world/mailbox.js'
import type { View } from './view.js'
import { toMessage } from './message-view.js'

/** Messages by id, in the order asked; what is not there is a messageEmpty. */
export function pickMessages(
  view: View,
  box: Mailbox,
  channel: Channel | null,
  ids: readonly tl.TypeInputMessage[],
): tl.TypeMessage[] {
  return ids.map((input): tl.TypeMessage => {
    const id = 'id' in input ? input.id : 0
    const named = box.get(id)
    const stored = input._ === 'inputMessageReplyTo' ? box.get(named?.replyToId ?? 0) : named
    return stored ? toMessage(view, stored, channel) : { _: 'messageEmpty', id }
  })
}
