import { streamsList } from '../cards/streams-list.js'
import type { Command } from './command.js'

export const streams: Command = {
  name: 'streams',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.streams,
  run: ({ actions, clock }, ask) => streamsList(ask, actions.admin.streams(), 0, clock.now()),
}
