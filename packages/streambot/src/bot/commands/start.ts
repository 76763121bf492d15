import type { IncomingMessage, Reply } from '../../ports/messenger.js'
import { replies } from '../replies.js'

/** `/start`: the first thing anyone sees. A deep-link payload is ignored. */
export function start(message: IncomingMessage): Reply {
  return replies.welcome(message.sender.firstName)
}
