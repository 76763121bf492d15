/** A file someone sent: made a link, answered with it. */
import type { RegisterFileResult } from '../actions/register-file.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { Reply } from '../ports/messenger.js'
import { replies } from './replies.js'

export interface HandleFileDeps {
  readonly registerFile: (incoming: IncomingFile, signal: AbortSignal) => Promise<RegisterFileResult>
}

export async function handleFile(deps: HandleFileDeps, incoming: IncomingFile, signal: AbortSignal): Promise<Reply> {
  const result = await deps.registerFile(incoming, signal)
  return result.ok ? replies.link(result) : replies.refusal(result.refusal)
}
