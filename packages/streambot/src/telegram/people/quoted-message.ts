/** A message as somebody who answers it means it: what it says, where its links lead, and who wrote it first. */
import type { Message, tl } from '@mtcute/node'
import type { QuotedMessage, Sender } from '../../ports/messenger.js'
import { toProfile } from './incoming-message.js'

export function toQuotedMessage(message: Message): QuotedMessage {
  return { text: [message.text, ...urlsIn(message)].join('\n'), author: authorOf(message) }
}

function authorOf({ forward, sender }: Message): Sender | null {
  const author = forward ? forward.sender : sender
  return author.type === 'user' && !author.isBot ? toProfile(author) : null
}

function urlsIn({ raw }: Message): string[] {
  if (raw._ !== 'message') return []
  const { entities = [], replyMarkup } = raw
  const behindWords = entities.flatMap((entity) => (entity._ === 'messageEntityTextUrl' ? entity.url : []))
  const rows: readonly tl.TypeKeyboardButtonRow[] = replyMarkup?._ === 'replyInlineMarkup' ? replyMarkup.rows : []
  const behindButtons = rows.flatMap(({ buttons }) =>
    buttons.flatMap((button) => (button._ === 'keyboardButtonUrl' ? button.url : [])),
  )
  return [...behindWords, ...behindButtons]
}
