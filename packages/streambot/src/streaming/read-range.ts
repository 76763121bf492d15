/**
 * A range of a file as buffers in order. Parts are asked ahead of the reader in a window that opens like slow start and
 * never holds more than `MAX_WINDOW_PARTS` beside the one in the reader's hands; leaving the loop or aborting cancels whatever is in flight.
 */
import { StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import type { FileSource, PartSpan } from '../ports/file-source.js'
import { planParts } from './plan-parts.js'

const MAX_WINDOW_PARTS = 4

/** @throws StreamBotError what the source throws; telegram_unavailable when it answers a part of the wrong length */
export async function* readRange(
  files: Pick<FileSource, 'readPart'>,
  logMessageId: number,
  sizeBytes: number,
  range: InclusiveRange,
  signal: AbortSignal,
): AsyncGenerator<LentBytes> {
  const left = new AbortController()
  const stop = AbortSignal.any([signal, left.signal])
  const ahead: { part: PartSpan; lent: Promise<LentBytes> }[] = []
  const plan = planParts(range)
  let windowParts = 1

  const askAhead = () => {
    while (ahead.length < windowParts) {
      const next = plan.next()
      if (next.done) return
      const lent = files.readPart(logMessageId, next.value, stop)
      lent.catch(ignore) // reported when its turn comes; a part abandoned before that has nobody to tell
      ahead.push({ part: next.value, lent })
    }
  }

  try {
    askAhead()
    for (let first = ahead.shift(); first; first = ahead.shift()) {
      const lent = await first.lent
      signal.throwIfAborted()
      requireWhole(lent.bytes, first.part, sizeBytes)
      windowParts = Math.min(windowParts * 2, MAX_WINDOW_PARTS)
      askAhead()
      yield cut(lent, first.part, range)
    }
  } finally {
    left.abort(new Error('The reader left'))
    for (const { lent } of ahead) lent.then((part) => part.release(), ignore)
  }
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
