/** A file someone sent: made a link, answered with it. */
import type { IncomingFile } from '../ports/log-channel.js'
import type { Reply } from '../ports/messenger.js'
import type { BotDeps } from './bot.js'
import { replies } from './replies.js'

export async function handleFile(
  deps: Pick<BotDeps, 'registerFile'>,
  incoming: IncomingFile,
  signal: AbortSignal,
): Promise<Reply> {
  const result = await deps.registerFile(incoming, signal)
  return result.ok ? replies.link(result) : replies.refusal(result.refusal)
}
