import type { ChangeOwnLinkResult } from '../../actions/change-own-link.js'
import { apologise } from '../apology.js'
import type { AnswerAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { managedCard } from '../cards/managed-card.js'
import type { Answer } from '../commands/command.js'
import { idsOf } from '../message-ids.js'
import { LINK_PASSWORD } from '../presses/ask-for-password.js'
import { linkActorOf } from '../presses/own-link.js'
import type { AnswerTaker } from './answers.js'

/** The password of a link. It does not stay in the chat, where anybody would see it who looks over a shoulder. */
export const linkPassword: AnswerTaker = {
  question: LINK_PASSWORD,
  run: async (deps, ask) => {
    const { chatId, messageId } = ask.message
    await deps.messenger.remove(chatId, [messageId], ask.signal).catch((error: unknown) => {
      ask.signal.throwIfAborted()
      deps.logger.warn({ err: error, ...idsOf(ask.message) }, 'A message with a password could not be removed')
    })
    return { ...(await setPassword(deps, ask)), standsAlone: true }
  },
}

async function setPassword(deps: BotDeps, ask: AnswerAsk): Promise<Answer> {
  const [linkId = '', ...origin] = ask.args
  const { people } = deps.actions
  try {
    const wish = { kind: 'password', password: ask.message.text } as const
    return say(deps, ask, await people.changeLink(linkActorOf(ask), linkId, wish), origin)
  } catch (error) {
    ask.signal.throwIfAborted()
    return { html: apologise(deps, ask.texts, ask.message, error) }
  }
}

function say(deps: BotDeps, ask: AnswerAsk, changed: ChangeOwnLinkResult, origin: readonly string[]): Answer {
  const { myLinks } = ask.texts
  if (changed.ok) {
    // It answers the password, and no file.
    const card = managedCard(ask, { ...changed, caption: '' }, origin, deps.clock.now())
    return { ...card, html: `${myLinks.passwordSet}\n\n${card.html}` }
  }
  if (changed.reason === 'password_not_taken') {
    return { html: myLinks.passwordNotTaken, asksForAnswer: true, question: { name: LINK_PASSWORD, args: ask.args } }
  }
  return { html: changed.reason === 'over' ? myLinks.hasEnded : myLinks.notYours }
}
