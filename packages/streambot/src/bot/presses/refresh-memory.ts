import { memoryCard } from '../cards/memory-card.js'
import type { Press } from './presses.js'

/** `memory.refresh` */
export const refreshMemory: Press = {
  name: 'memory.refresh',
  audience: 'admins',
  run: ({ actions, clock }, ask) => Promise.resolve({ edit: memoryCard(ask, actions.admin.memory(), clock.now()) }),
}
