import { adminStatsReply } from '../commands/admin-stats.js'
import type { Press } from './presses.js'

/** `stats.refresh` */
export const refreshStats: Press = {
  name: 'stats.refresh',
  audience: 'admins',
  run: async (deps, ask) => ({ edit: await adminStatsReply(deps, ask) }),
}
