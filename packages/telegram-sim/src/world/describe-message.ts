import type { tl } from '@mtcute/core'
import type { ButtonView, ChatMessage, MediaView } from './chat-message.js'
import type { Channel } from './channel.js'
import type { Media } from './media.js'
import type { StoredMessage } from './message.js'

/** A stored message in plain values, as the owner of its mailbox (or a reader of the channel) sees it. */
export function describeMessage(stored: StoredMessage, viewerId: number, channel: Channel | null): ChatMessage {
  const { content } = stored
  const isAnonymous = channel !== null && !channel.isMegagroup
  return {
    id: stored.id,
    chat: stored.peer,
    senderId: isAnonymous ? null : content.senderId,
    out: content.senderId === viewerId,
    date: content.date,
    editDate: content.editDate,
    text: content.text,
    entities: content.entities,
    media: content.media && describeMedia(content.media),
    buttons: describeButtons(content.markup),
    groupedId: content.groupedId,
    replyToId: stored.replyToId,
    forwardedFrom: content.forward?.from ?? null,
    service: content.action !== null,
  }
}

function describeMedia(media: Media): MediaView {
  if (media.type === 'plain') return { kind: 'other', fileId: null, name: null, mimeType: null, sizeBytes: null }
  const { kind, id, name, mimeType, content } = media.file
  return { kind, fileId: id, name, mimeType, sizeBytes: content.size }
}

function describeButtons(markup: tl.TypeReplyMarkup | null): ButtonView[][] {
  if (markup?._ !== 'replyInlineMarkup' && markup?._ !== 'replyKeyboardMarkup') return []
  return markup.rows.map((row) => row.buttons.map(describeButton))
}

function describeButton(button: tl.TypeKeyboardButton): ButtonView {
  const text = 'text' in button ? button.text : ''
  if (button._ === 'keyboardButtonCallback') return { text, data: button.data }
  if (button._ === 'keyboardButtonUrl') return { text, url: button.url }
  if (button._ === 'keyboardButtonCopy') return { text, copyText: button.copyText }
  return { text }
}

export function toMarkup(rows: readonly (readonly ButtonView[])[]): tl.TypeReplyMarkup {
  return {
    _: 'replyInlineMarkup',
    rows: rows.map((row) => ({ _: 'keyboardButtonRow', buttons: row.map(toButton) })),
  }
}

function toButton(button: ButtonView): tl.TypeKeyboardButton {
  const { text } = button
  if ('data' in button) return { _: 'keyboardButtonCallback', text, data: button.data }
  if ('url' in button) return { _: 'keyboardButtonUrl', text, url: button.url }
  if ('copyText' in button) return { _: 'keyboardButtonCopy', text, copyText: button.copyText }
  return { _: 'keyboardButton', text }
}
