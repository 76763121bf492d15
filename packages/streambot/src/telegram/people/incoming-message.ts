import type { tl } from '@mtcute/core'
import type { Message, User } from '@mtcute/node'
import type { UserProfile } from '../../core/user.js'
import type { FoundMessage, IncomingMessage } from '../../ports/messenger.js'
import { readMedia } from '../files/media.js'
import { otherMediaOf } from './other-media.js'

/** null for what no person wrote: channel posts, service messages, other bots, ourselves. */
export function toIncomingMessage(message: Message): IncomingMessage | null {
  const { raw } = message
  if (raw._ !== 'message' || message.isOutgoing || message.sender.type !== 'user' || message.sender.isBot) return null
  const sender = toProfile(message.sender)
  const located = readMedia(raw.media)
  return {
    chatId: message.chat.id,
    messageId: message.id,
    sender,
    text: message.text,
    file: located && { chatId: message.chat.id, messageId: message.id, sender, file: located.file },
    otherMedia: located ? null : otherMediaOf(raw.media),
    isPrivate: message.chat.type === 'user',
    replyToId: answeredId(raw.replyTo),
    albumId: raw.groupedId?.toString() ?? null,
  }
}

/** In this chat: a quotation may be of another one, and in a forum whatever begins no thread of its own points to its topic. */
function answeredId(replyTo: tl.TypeMessageReplyHeader | undefined): number | null {
  if (replyTo?._ !== 'messageReplyHeader' || replyTo.replyToPeerId) return null
  return replyTo.forumTopic && replyTo.replyToTopId === undefined ? null : (replyTo.replyToMsgId ?? null)
}

/** null for service messages and our own. */
export function toFoundMessage(message: Message): FoundMessage | null {
  const { raw } = message
  if (raw._ !== 'message' || message.isOutgoing) return null
  const file = readMedia(raw.media)?.file ?? null
  return { chatId: message.chat.id, messageId: message.id, text: message.text, file }
}

export function toProfile({ id, firstName, username, raw }: User): UserProfile {
  return { id, firstName, username, languageCode: raw._ === 'user' ? (raw.langCode ?? null) : null }
}
