/** One message of the chat as a bubble. */
import type { ButtonView, MessageView } from './chat-view.js'
import { element, icon } from './element.js'
import { fileCard, type Preview } from './file-card.js'
import { externalLink, renderPieces } from './rich-text.js'
import { safeAddress } from './safe-address.js'
import { toPieces } from './text-pieces.js'

export interface BubbleActions {
  sendText(text: string): void
  press(messageId: number, data: string): void
  copy(text: string): void
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

export function messageBubble(
  message: MessageView,
  senderName: string,
  preview: Preview | null,
  actions: BubbleActions,
): HTMLElement {
  const pieces = toPieces(message.text, message.entities)
  return element(
    'article',
    { class: `message ${message.mine ? 'mine' : 'theirs'}` },
    element(
      'div',
      { class: 'bubble' },
      element('h2', { class: 'hidden-text' }, `${senderName}:`),
      message.file && fileCard(message.file, preview),
      message.text === ''
        ? null
        : element('div', { class: 'text', dir: 'auto' }, ...renderPieces(pieces, (it) => actions.sendText(it))),
      timeStamp(message),
    ),
    ...message.buttons.map((row) =>
      element('div', { class: 'button-row' }, ...row.map((it) => button(it, message.id, actions))),
    ),
  )
}

function timeStamp(message: MessageView): HTMLElement {
  const sentAt = new Date(message.sentAtMs)
  const shown = `${message.edited ? 'edited ' : ''}${timeOfDay.format(sentAt)}`
  return element('time', { class: 'time', datetime: sentAt.toISOString() }, shown)
}

function button(view: ButtonView, messageId: number, actions: BubbleActions): HTMLElement {
  const address = view.url === undefined ? null : safeAddress(view.url)
  if (address !== null) {
    const label = element('span', {}, view.text)
    return externalLink(address, [label, icon('open')], 'message-button')
  }
  const node = element('button', { type: 'button', class: 'message-button' }, view.text)
  const { data, copyText } = view
  if (data !== undefined) node.addEventListener('click', () => actions.press(messageId, data))
  else if (copyText !== undefined) node.addEventListener('click', () => actions.copy(copyText))
  else node.disabled = true
  return node
}
