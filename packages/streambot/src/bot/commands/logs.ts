import { logReply } from '../cards/log-lines.js'
import { brief } from '../cards/one-line.js'
import type { Command } from './command.js'
import { readLogQuery } from './log-query.js'

export const logs: Command = {
  name: 'logs',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.logs,
  run: ({ actions }, { texts, args }) => {
    const { logs: says } = texts.admins.service
    const reading = readLogQuery(args)
    if (reading.ok) return logReply(texts, actions.admin.logs(reading.query))
    const text = brief(reading.text)
    const why = reading.what === 'level' ? says.badLevel(text) : says.badLimit(text)
    return { html: `${why}\n\n${says.usage}` }
  },
}
