/**
 * The demo by itself: a file is sent to the bot, the link in the answer is downloaded whole and in ranges, and every byte
 * is held against the file. Each wait has its end, so a hang is a failure too.
 */
import type { MessageView } from '@streambot/web'
import type { Chat } from '../chat/chat.js'
import { checkBeyondEnd, checkHead, checkWhole } from './check-download.js'
import { checkRanges } from './check-ranges.js'
import { chooseRanges } from './choose-ranges.js'
import { DemoFailure } from './demo-failure.js'
import { findLink } from './find-link.js'
import { seededRandom } from './random.js'
import type { OnceReport } from './report.js'
import { SourceFile } from './source-file.js'

export interface OnceOptions {
  readonly chat: Chat
  readonly fetch: typeof fetch
  readonly filePath: string
  /** Draws the ranges; the same seed asks for the same ones. */
  readonly seed: number
  /** What happens, a line at a time. */
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const ANSWER_TIMEOUT_MS = 30_000
const HEAD_TIMEOUT_MS = 15_000
const BASE_TIMEOUT_MS = 60_000
/** Slower than this for the whole file counts as stuck. */
const LEAST_BYTES_PER_MS = 256

/** @throws DemoFailure, which says what differed; or the error of a wait that ended */
export async function runOnce(options: OnceOptions): Promise<OnceReport> {
  const { chat, filePath, seed, say, signal } = options
  await using file = await SourceFile.open(filePath, signal)
  say(`sending ${file.name}, ${file.sizeBytes} bytes, sha256 ${file.sha256}`)

  const sentAt = performance.now()
  const sentId = await chat.sendFile({ path: file.path, name: file.name, mimeType: null, media: null, uploadKey: null })
  const answer = await nextAnswer(chat, sentId, within(signal, ANSWER_TIMEOUT_MS))
  const linkMs = performance.now() - sentAt
  const url = linkOf(answer, 'dl')
  say(`the bot answered with ${url}`)

  const target = { fetch: options.fetch, url, file }
  const timeoutMs = BASE_TIMEOUT_MS + file.sizeBytes / LEAST_BYTES_PER_MS
  // Cold: nothing was asked of this link before, so the first byte's time is honest.
  const { firstByteMs, totalMs: downloadMs } = await checkWhole(target, within(signal, timeoutMs))
  say('the whole download is the same, byte for byte')

  await checkHead(target, 'dl', within(signal, HEAD_TIMEOUT_MS))
  await checkHead({ ...target, url: linkOf(answer, 'stream') }, 'stream', within(signal, HEAD_TIMEOUT_MS))
  await checkBeyondEnd(target, within(signal, HEAD_TIMEOUT_MS))
  const ranges = chooseRanges(file.sizeBytes, seededRandom(seed))
  say(`asking for ${ranges.length} ranges, several at a time, drawn with --seed ${seed}`)
  await checkRanges(target, ranges, within(signal, timeoutMs))
  return { sizeBytes: file.sizeBytes, linkMs, firstByteMs, downloadMs, ranges: ranges.length }
}

/** The bot's first message after ours. */
async function nextAnswer(chat: Chat, afterId: number, signal: AbortSignal): Promise<MessageView> {
  for (;;) {
    const change = chat.changed(signal)
    const answer = chat.read().find((message) => !message.mine && message.id > afterId)
    if (answer) {
      change.catch(() => {}) // not awaited; it ends with the signal
      return answer
    }
    await change.catch((error: unknown) => {
      throw signal.aborted ? new DemoFailure('the bot did not answer in time', { cause: error }) : error
    })
  }
}

function linkOf(answer: MessageView, route: 'dl' | 'stream'): string {
  const link = findLink(answer, route)
  if (link === null) throw new DemoFailure(`the bot's answer has no /${route}/ link: "${answer.text}"`)
  return link
}

function within(signal: AbortSignal, timeoutMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(timeoutMs))])
}
