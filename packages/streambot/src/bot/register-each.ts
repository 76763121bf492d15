/** Several files that one person asks for at once, some at a time; each is an outcome of its own. */
import { StreamBotError } from '../core/errors.js'
import type { FoundMessage } from '../ports/messenger.js'
import type { Ask } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import type { FileResult } from './answer-files.js'
import { isForAll, type FileOutcome } from './file-run.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { FileRefusal } from '../actions/register-file.js'

const AT_A_TIME = 4
/** Shorter than a handler has, so that what was made until then is told. */
const TOGETHER_MS = 45_000

export type FoundFile = FoundMessage & { readonly file: NonNullable<FoundMessage['file']> }

export function hasFile(message: FoundMessage): message is FoundFile {
  return message.file !== null
}

/**
 * Whoever asks is the one whose files they are.
 * @param requestOf as `registerFile` takes it
 * @throws the reason of `ask.signal` when that aborts
 */
export async function registerEach(
  deps: BotDeps,
  ask: Ask,
  files: readonly FoundFile[],
  requestOf: (file: FoundFile) => string,
): Promise<FileResult[]> {
  const time = AbortSignal.timeout(TOGETHER_MS)
  const signal = AbortSignal.any([ask.signal, time])
  const outcomes: FileOutcome[] = []
  let next = 0
  /** What all further files meet. */
  let closed: FileRefusal | null = null
  const work = async () => {
    for (let at = next++; at < files.length; at = next++) {
      const file = files[at]!
      const outcome = closed
        ? ({ ok: false, refusal: closed } as const)
        : await register(deps, toIncoming(ask, file), requestOf(file), signal)
      ask.signal.throwIfAborted()
      if ('refusal' in outcome && isForAll(outcome.refusal)) closed = outcome.refusal
      outcomes[at] = outcome
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return files.map((file, at) => ({ message: { ...file, file: toIncoming(ask, file) }, outcome: outcomes[at]! }))
}

async function register(
  { actions }: BotDeps,
  incoming: IncomingFile,
  request: string,
  signal: AbortSignal,
): Promise<FileOutcome> {
  try {
    signal.throwIfAborted()
    return await actions.registerFile(incoming, request, signal)
  } catch (error) {
    const late = new StreamBotError('telegram_unavailable', 'There was no time left for this file', { cause: error })
    return { ok: false, error: signal.aborted ? late : error }
  }
}

function toIncoming({ sender }: Ask, { chatId, messageId, file }: FoundFile): IncomingFile {
  return { chatId, messageId, sender, file }
}
