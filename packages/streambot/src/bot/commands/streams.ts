import { EVERYBODY } from '../../actions/audit-looks.js'
import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { Ask } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { streamsList } from '../cards/streams-list.js'
import type { Command } from './command.js'

export const streams: Command = {
  name: 'streams',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.streams,
  run: (deps, ask) => listStreams(deps, ask, 0),
}

export async function listStreams({ actions, clock }: BotDeps, ask: Ask, page: number): Promise<Reply> {
  await actions.admin.looked(actorOf(ask), 'streams.look', EVERYBODY)
  return streamsList(ask, actions.admin.streams(), page, clock.now())
}
