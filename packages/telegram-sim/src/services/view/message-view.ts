/** Messages as TL objects, seen by one account. */
import Long from 'long'
import type { tl } from '@mtcute/core'
import type { Channel } from '../../world/channel.js'
import type { ForwardOrigin, StoredMessage } from '../../world/message.js'
import { toMessageMedia } from './media-view.js'
import type { View } from './view.js'

export function toMessage(view: View, stored: StoredMessage, channel: Channel | null): tl.TypeMessage {
  const { content, id } = stored
  const common = { id, date: content.date, silent: content.silent || undefined, ...addressOf(view, stored, channel) }
  if (content.action) {
    noteMentioned(view, content.action)
    return { _: 'messageService', ...common, action: content.action }
  }
  const isPost = channel !== null && !channel.isMegagroup
  return {
    _: 'message',
    ...common,
    message: content.text,
    entities: content.entities.length > 0 ? [...content.entities] : undefined,
    media: content.media ? toMessageMedia(view, content.media) : undefined,
    replyMarkup: content.markup ?? undefined,
    fwdFrom: content.forward ? toForwardHeader(view, content.forward) : undefined,
    noforwards: content.noForwards || undefined,
    views: isPost ? 1 : undefined,
    forwards: isPost ? 0 : undefined,
    editDate: content.editDate ?? undefined,
    groupedId: content.groupedId === null ? undefined : Long.fromString(content.groupedId),
  }
}

/** Posts are anonymous, and what the other one wrote in a private chat carries no from_id. */
function addressOf(view: View, stored: StoredMessage, channel: Channel | null) {
  const { content } = stored
  const out = content.senderId === view.viewer.id
  const isPost = channel !== null && !channel.isMegagroup
  const isNamed = channel === null ? out : channel.isMegagroup
  const replyTo: tl.TypeMessageReplyHeader | undefined =
    stored.replyToId === null ? undefined : { _: 'messageReplyHeader', replyToMsgId: stored.replyToId }
  return {
    out: out || undefined,
    post: isPost || undefined,
    fromId: isNamed ? view.user(content.senderId) : undefined,
    peerId: view.peer(stored.peer),
    replyTo,
  }
}

function toForwardHeader(view: View, origin: ForwardOrigin): tl.RawMessageFwdHeader {
  return {
    _: 'messageFwdHeader',
    fromId: origin.from ? view.peer(origin.from) : undefined,
    fromName: origin.fromName ?? undefined,
    date: origin.date,
    channelPost: origin.channelPost ?? undefined,
  }
}

function noteMentioned(view: View, action: tl.TypeMessageAction): void {
  if (action._ === 'messageActionChatAddUser') for (const id of action.users) view.user(id)
}
