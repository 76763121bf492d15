/**
 * A range of a file as buffers in order. Parts are asked for ahead of the reader, as far as `ReadAhead` finds useful; leaving
 * the loop or aborting cancels whatever is in flight.
 */
import { StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import type { FileSource, PartSpan } from '../ports/file-source.js'
import type { ByteBudget } from './byte-budget.js'
import { partAt } from './plan-parts.js'
import { ReadAhead } from './read-ahead.js'

/** A part that was asked for. */
interface Ahead {
  readonly part: PartSpan
  readonly lent: Promise<LentBytes>
  isReady: boolean
}

/** @throws StreamBotError what the source throws; telegram_unavailable when it answers a part of the wrong length */
export async function* readRange(
  files: Pick<FileSource, 'readPart'>,
  logMessageId: number,
  sizeBytes: number,
  range: InclusiveRange,
  budget: ByteBudget,
  signal: AbortSignal,
): AsyncGenerator<LentBytes> {
  const left = new AbortController()
  const stop = AbortSignal.any([signal, left.signal])
  using readAhead = new ReadAhead(budget)
  const ahead: Ahead[] = []
  let aheadBytes = 0
  let position = range.start

  const askAhead = () => {
    while (aheadBytes < readAhead.bytes && position <= range.end) {
      const part = partAt(position, range.end, readAhead.bytes)
      ahead.push(ask(files, logMessageId, part, stop))
      aheadBytes += part.lengthBytes
      position = part.offsetBytes + part.lengthBytes
    }
  }

  try {
    askAhead()
    for (let next = ahead.shift(); next; next = ahead.shift()) {
      readAhead.turn(next.isReady && ahead.every((later) => later.isReady))
      const lent = await next.lent
      signal.throwIfAborted()
      requireWhole(lent.bytes, next.part, sizeBytes)
      aheadBytes -= next.part.lengthBytes
      askAhead()
      yield cut(lent, next.part, range)
    }
  } finally {
    left.abort(new Error('The reader left'))
    for (const { lent } of ahead) lent.then((part) => part.release(), ignore)
  }
}

function ask(files: Pick<FileSource, 'readPart'>, logMessageId: number, part: PartSpan, signal: AbortSignal): Ahead {
  const lent = files.readPart({ logMessageId, part, streamId: '' }, signal)
  const asked: Ahead = { part, lent, isReady: false }
  // A failure is reported when the part's turn comes; one abandoned before that has nobody to tell.
  lent.then(() => (asked.isReady = true), ignore)
  return asked
}

/** Wrong bytes are the worst failure: a part that is not exactly what was asked for ends the stream. */
function requireWhole(bytes: Uint8Array, part: PartSpan, sizeBytes: number): void {
  const expected = Math.min(part.lengthBytes, sizeBytes - part.offsetBytes)
  if (bytes.byteLength === expected) return
  throw new StreamBotError(
    'telegram_unavailable',
    `Part at ${part.offsetBytes} has ${bytes.byteLength} bytes instead of ${expected}`,
  )
}

function cut(lent: LentBytes, part: PartSpan, range: InclusiveRange): LentBytes {
  const { bytes } = lent
  const from = Math.max(range.start - part.offsetBytes, 0)
  const to = Math.min(range.end + 1 - part.offsetBytes, bytes.byteLength)
  if (from === 0 && to === bytes.byteLength) return lent
  return { bytes: bytes.subarray(from, to), release: () => lent.release() }
}

function ignore(): void {}
