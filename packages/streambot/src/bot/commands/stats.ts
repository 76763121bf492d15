import { adminStatsReply } from './admin-stats.js'
import type { Command } from './command.js'
import { myStatsReply } from './my-stats.js'

/** Admins are told of the server, everybody else of themselves; admins as well with `/stats me`. */
export const stats: Command = {
  name: 'stats',
  audience: 'everybody',
  place: 'private',
  describe: (texts) => texts.people.commands.stats,
  run: (deps, ask) => {
    const isOwn = !ask.isAdmin || ask.args.toLowerCase() === 'me'
    return isOwn ? myStatsReply(deps, ask) : adminStatsReply(deps, ask)
  },
}
