import { brief } from '../cards/one-line.js'
import type { Command } from './command.js'
import { findCommand } from './commands.js'

/** The first thing anyone sees. A payload of a deep link (`/start files`) is a command without its slash. */
export const start: Command = {
  name: 'start',
  audience: 'everybody',
  place: 'private',
  describe: (texts) => texts.people.commands.start,
  run: (deps, ask) => {
    // As if it was nobody special: anyone can send an admin a link.
    const command = findCommand(ask.args, false, true)
    if (command && command.name !== 'start') return command.run(deps, { ...ask, args: '' })
    return { html: ask.texts.people.welcome(brief(ask.sender.firstName)) }
  },
}
