import type { tl } from '@mtcute/core'
import { isVisible } from '../../world/group-privacy.js'
import type { Channel } from '../../world/channel.js'
import type { Mailbox } from '../../world/mailbox.js'
import type { View } from './view.js'
import { toMessage } from './message-view.js'

/**
 * Messages by id, in the order asked; what is not there, or kept from a bot, is a messageEmpty. What a message answers is shown in any case: the Bot API
 * server asks like that (github.com/tdlib/td issue 2475).
 */
export function pickMessages(
  view: View,
  box: Mailbox,
  channel: Channel | null,
  ids: readonly tl.TypeInputMessage[],
): tl.TypeMessage[] {
  return ids.map((input): tl.TypeMessage => {
    const id = 'id' in input ? input.id : 0
    const named = box.get(id)
    const isAnswered = input._ === 'inputMessageReplyTo'
    const stored = isAnswered ? box.get(named?.replyToId ?? 0) : named
    const isHidden = stored && channel && !isAnswered && !isVisible(view.viewer, channel, stored)
    return stored && !isHidden ? toMessage(view, stored, channel) : { _: 'messageEmpty', id }
  })
}
