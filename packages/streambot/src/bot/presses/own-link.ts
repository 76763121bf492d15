/** Buttons about one link. Who may act on it is asked of its record at each press, whatever the button says. */
import type { LinkWish } from '../../actions/change-own-link.js'
import type { LinkActor, OwnLink } from '../../actions/find-own-link.js'
import type { Ask, PressAsk, PressOutcome } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { stateOf } from '../cards/link-state.js'
import { managedCard, type CardPlace } from '../cards/managed-card.js'
import { toAlert } from '../cards/shorten.js'

export function linkActorOf({ sender, isAdmin }: Ask): LinkActor {
  return { userId: sender.id, isAdmin }
}

/** @param arity how many words stand between the link and the list that leads back */
export function placeOf({ args }: PressAsk, arity = 0): { linkId: string; words: readonly string[]; origin: string[] } {
  const [linkId = '', ...rest] = args
  return { linkId, words: rest.slice(0, arity), origin: rest.slice(arity, arity + 1) }
}

/** Whoever may not act on the link hears what they would hear if there was none. */
export async function aboutOwnLink(
  deps: BotDeps,
  ask: PressAsk,
  say: (made: OwnLink, place: CardPlace) => PressOutcome,
): Promise<PressOutcome> {
  const { linkId, origin } = placeOf(ask)
  const found = await deps.actions.people.findLink(linkActorOf(ask), linkId)
  return found ? say(found, { link: found.link, origin }) : notYours(ask)
}

export function showCard(deps: BotDeps, ask: Ask, made: OwnLink, origin: readonly string[]): PressOutcome {
  return { edit: managedCard(ask, made, origin, deps.clock.now()) }
}

export function notYours({ texts }: Ask): PressOutcome {
  return { answer: { text: toAlert(texts.myLinks.notYours), isAlert: true } }
}

/** Nothing can be done about a link that has ended; null: it has not. */
export function showCardIfOver(
  deps: BotDeps,
  ask: PressAsk,
  made: OwnLink,
  { origin }: CardPlace,
): PressOutcome | null {
  return stateOf(made.link, deps.clock.now()) === 'good' ? null : showCard(deps, ask, made, origin)
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
