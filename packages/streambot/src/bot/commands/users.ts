import { EVERYBODY } from '../../actions/audit-looks.js'
import type { FoundPeople } from '../../actions/search-people.js'
import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { Ask } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { peopleList } from '../cards/people-list.js'
import type { Command } from './command.js'

const PEOPLE_PER_PAGE = 10
/** Nobody is called anything longer, and it is read back from a message. */
const MAX_SEARCH = 64

export const users: Command = {
  name: 'users',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.users,
  run: (deps, ask) => listPeople(deps, ask, [...ask.args].slice(0, MAX_SEARCH).join(''), 0),
}

/** @param afterId 0: from the start. @throws StreamBotError store_unavailable */
export async function listPeople({ actions }: BotDeps, ask: Ask, text: string, afterId: number): Promise<Reply> {
  await actions.admin.looked(actorOf(ask), 'users.look', EVERYBODY)
  const found: FoundPeople = await actions.admin.searchPeople({ text, afterId, limit: PEOPLE_PER_PAGE })
  return peopleList(ask, found, { text, isFirst: afterId === 0 })
}
