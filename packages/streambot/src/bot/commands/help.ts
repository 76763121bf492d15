import type { Command } from './command.js'
import { commandsFor } from './commands.js'

export const help: Command = {
  name: 'help',
  audience: 'everybody',
  place: 'private',
  describe: (texts) => texts.people.commands.help,
  run: (_deps, { texts, isAdmin }) => {
    const listed = commandsFor(isAdmin, texts).map(({ name, description }) => `/${name} – ${description}`)
    return { html: texts.people.help(listed) }
  },
}
