import type { PressAsk, PressOutcome } from '../ask.js'
import { fileNameAsTitle } from '../cards/file-name.js'
import type { CardPlace } from '../cards/managed-card.js'

/** The question that `answers/link-password.ts` takes the answer to. */
export const LINK_PASSWORD = 'link.password'

/** In a message of its own, which opens the keyboard. */
export function askForPassword({ texts }: Pick<PressAsk, 'texts'>, { link, origin }: CardPlace): PressOutcome {
  const name = fileNameAsTitle(link.file.name)
  return {
    send: { html: texts.myLinks.askPassword(name), asksForAnswer: true },
    question: { name: LINK_PASSWORD, args: [link.id, ...origin] },
  }
}
