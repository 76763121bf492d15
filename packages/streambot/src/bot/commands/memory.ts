import { memoryCard } from '../cards/memory-card.js'
import type { Command } from './command.js'

export const memory: Command = {
  name: 'memory',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.memory,
  run: ({ actions, clock }, ask) => memoryCard(ask, actions.admin.memory(), clock.now()),
}
