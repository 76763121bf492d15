import type { PressAsk, PressOutcome } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { personName } from '../cards/person.js'
import { userCard } from '../cards/user-card.js'

/** What stands in place of the button: all that is known of the person, or where others read along, only what was done. */
export async function userAfterPress(
  deps: BotDeps,
  ask: PressAsk,
  userId: number,
  say: (who: string) => string,
): Promise<PressOutcome> {
  const about = await deps.actions.admin.describeUser(userId)
  return {
    edit: ask.press.isPrivate ? userCard(ask, about, deps.clock.now()) : { html: say(personName(userId, about.user)) },
  }
}
