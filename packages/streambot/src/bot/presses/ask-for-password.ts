import { toSafeFileName } from '../../core/file-name.js'
import type { PressAsk, PressOutcome } from '../ask.js'
import type { CardPlace } from '../cards/managed-card.js'
import { shorten } from '../cards/shorten.js'
import { escapeHtml } from '../escape-html.js'

/** The question that `answers/link-password.ts` takes the answer to. */
export const LINK_PASSWORD = 'link.password'

const MAX_SHOWN_NAME = 100

/** In a message of its own, which opens the keyboard. */
export function askForPassword({ texts }: Pick<PressAsk, 'texts'>, { link, origin }: CardPlace): PressOutcome {
  const name = escapeHtml(shorten(toSafeFileName(link.file.name), MAX_SHOWN_NAME))
  return {
    send: { html: texts.myLinks.askPassword(name), asksForAnswer: true },
    question: { name: LINK_PASSWORD, args: [link.id, ...origin] },
  }
}
