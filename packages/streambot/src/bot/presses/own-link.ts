/** Buttons about one link. Who may act on it is asked of its record at each press, whatever the button says. */
import type { LinkWish } from '../../actions/change-own-link.js'
import type { LinkActor, OwnLink } from '../../actions/find-own-link.js'
import type { Link } from '../../core/link.js'
import type { Ask, PressAsk, PressOutcome } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { stateOf } from '../cards/link-state.js'
import { managedCard, type CardPlace } from '../cards/managed-card.js'
import { toAlert } from '../cards/shorten.js'
import { idsOf } from '../message-ids.js'

type Say = (made: OwnLink, place: CardPlace) => PressOutcome | Promise<PressOutcome>

export function linkActorOf({ sender, isAdmin }: Ask): LinkActor {
  return { userId: sender.id, isAdmin }
}

/** @param arity how many words stand between the link and the list that leads back */
export function placeOf({ args }: PressAsk, arity = 0): { linkId: string; words: readonly string[]; origin: string[] } {
  const [linkId = '', ...rest] = args
  return { linkId, words: rest.slice(0, arity), origin: rest.slice(arity, arity + 1) }
}

/** Whoever may not act on the link hears what they would hear if there was none. */
export async function aboutOwnLink(deps: BotDeps, ask: PressAsk, say: Say): Promise<PressOutcome> {
  const { linkId, origin } = placeOf(ask)
  const found = await deps.actions.people.findLink(linkActorOf(ask), linkId)
  return found ? say(found, { link: found.link, origin }) : notYours(ask)
}

/** Nothing can be done about a link that has ended; its card says so. */
export function aboutGoodLink(deps: BotDeps, ask: PressAsk, say: Say): Promise<PressOutcome> {
  return aboutOwnLink(deps, ask, (made, place) => {
    const isGood = stateOf(made.link, deps.clock.now()) === 'good'
    return isGood ? say(made, place) : showCard(deps, ask, made, place.origin)
  })
}

export async function showCard(
  deps: BotDeps,
  ask: PressAsk,
  made: OwnLink,
  origin: readonly string[],
): Promise<PressOutcome> {
  const caption = await captionOf(deps, ask, made.link, origin)
  return { edit: managedCard(ask, { ...made, caption }, origin, deps.clock.now()) }
}

export function notYours({ texts }: Ask): PressOutcome {
  return { answer: { text: toAlert(texts.myLinks.notYours), isAlert: true } }
}

/** The card in place of the button shows what has become of it, with the addresses that are good from now on. */
export async function changeOwnLink(
  deps: BotDeps,
  ask: PressAsk,
  linkId: string,
  wish: LinkWish,
  origin: readonly string[],
): Promise<PressOutcome> {
  const { people } = deps.actions
  const changed = await people.changeLink(linkActorOf(ask), linkId, wish)
  if (changed.ok) return showCard(deps, ask, changed, origin)
  if (changed.reason === 'expiry_not_allowed') {
    return { answer: { text: toAlert(ask.texts.myLinks.expiryNotAllowed), isAlert: true } }
  }
  const made = await people.findLink(linkActorOf(ask), linkId)
  return made ? showCard(deps, ask, made, origin) : notYours(ask)
}

/** What stands under the file that the card answers, as long as it is there; a card that was opened from a list answers none. */
async function captionOf(
  { messenger, logger }: BotDeps,
  { press, signal }: PressAsk,
  { file }: Link,
  origin: readonly string[],
): Promise<string> {
  if (origin.length > 0) return ''
  try {
    const answered = await messenger.findAnswered(press.chatId, press.messageId, signal)
    return answered?.file?.telegramFileId === file.telegramFileId ? answered.text : ''
  } catch (error) {
    signal.throwIfAborted()
    logger.warn({ err: error, ...idsOf(press) }, 'The card of a link is shown without its caption')
    return ''
  }
}
