/** Command name → what answers it. One file per command; a new one is added here. */
import type { IncomingMessage, Reply } from '../../ports/messenger.js'
import { help } from './help.js'
import { start } from './start.js'

export type Command = (message: IncomingMessage) => Reply | Promise<Reply>

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['start', start],
  ['help', help],
])
