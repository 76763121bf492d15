import type { Reply } from '../../ports/messenger.js'
import { replies } from '../replies.js'

export function help(): Reply {
  return replies.help()
}
