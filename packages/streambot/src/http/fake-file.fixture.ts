/** A file for tests: a seeded pattern of any size, with faults, that reports what is asked of it. */
import type { OpenedFile } from '../actions/open-stream.js'
import { lend } from '../core/lent-bytes.fixture.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import type { ByteBudget } from '../streaming/byte-budget.js'

export const MiB = 1024 * 1024

/** A prime length, so that a part from a wrong place never looks right. */
const PATTERN_BYTES = 65_521
const pattern = createPattern(12345)

export interface FakeFileOptions {
  readonly sizeBytes: number
  readonly name?: string
  readonly mimeType?: string
  readonly expiresAtMs?: number
  /** Waits after so many bytes, for `release` or a cancellation. */
  readonly holdAfterBytes?: number
  readonly failAfterBytes?: number
  readonly error?: Error
  readonly endAfterBytes?: number
  readonly extraBytes?: number
  readonly isRestricted?: boolean
  readonly subtitles?: OpenedFile['subtitles']
  /** For several ranges in one answer. */
  readonly budget?: ByteBudget
}

export class FakeFile {
  readonly sizeBytes: number
  readonly reads: InclusiveRange[] = []
  givenBytes = 0
  /** The source waits. */
  readonly held: Promise<void>
  /** The signal of a read was aborted. */
  readonly cancelled: Promise<void>
  /** A read came to its end, whatever end. */
  readonly closed: Promise<void>
  private readonly released: Promise<void>
  release: () => void = () => {}
  private reportHeld: () => void = () => {}
  private reportCancelled: () => void = () => {}
  private reportClosed: () => void = () => {}

  constructor(private readonly options: FakeFileOptions) {
    this.sizeBytes = options.sizeBytes
    this.held = new Promise((resolve) => (this.reportHeld = resolve))
    this.cancelled = new Promise((resolve) => (this.reportCancelled = resolve))
    this.closed = new Promise((resolve) => (this.reportClosed = resolve))
    this.released = new Promise((resolve) => (this.release = resolve))
  }

  get opened(): OpenedFile {
    const { name = 'file.bin', mimeType = 'application/zip', expiresAtMs = null } = this.options
    return {
      linkId: '0123456789abcdef',
      ownerId: 7,
      logMessageId: 42,
      file: {
        kind: 'document',
        name,
        mimeType,
        sizeBytes: this.sizeBytes,
        telegramFileId: '5368324170671202286',
        durationSeconds: null,
        width: null,
        height: null,
      },
      createdAtMs: Date.UTC(2024, 0, 1) + 250,
      expiresAtMs,
      isRestricted: this.options.isRestricted ?? false,
      subtitles: this.options.subtitles ?? [],
      admit: () => {
        const share = this.options.budget?.admit()
        if (!share) throw new Error('A file that is read in several ranges needs a budget with room')
        return share
      },
      read: (range, signal) => Promise.resolve(this.read(range, signal)),
    }
  }

  /** Resolves once nothing was taken for so many turns of the event loop, each after the sockets had theirs. */
  async stillFor(turns: number): Promise<void> {
    for (let still = 0, seen = -1; still < turns; still++) {
      if (this.givenBytes !== seen) still = 0
      seen = this.givenBytes
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  private async *read(range: InclusiveRange, signal: AbortSignal): AsyncGenerator<LentBytes> {
    this.reads.push(range)
    signal.addEventListener('abort', this.reportCancelled)
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    )
    aborted.catch(() => {})
    try {
      const end = range.end + 1 + (this.options.extraBytes ?? 0)
      for (let at = range.start; at < end;) {
        const { failAfterBytes, endAfterBytes, holdAfterBytes, error } = this.options
        if (failAfterBytes !== undefined && this.givenBytes >= failAfterBytes)
          throw error ?? new Error('the source failed')
        if (endAfterBytes !== undefined && this.givenBytes >= endAfterBytes) return
        if (holdAfterBytes !== undefined && this.givenBytes >= holdAfterBytes) {
          this.reportHeld()
          await Promise.race([this.released, aborted])
        }
        signal.throwIfAborted()
        const chunk = patternBytes(at, Math.min(MiB, end - at))
        at += chunk.length
        this.givenBytes += chunk.length
        yield lendOnce(chunk)
      }
    } finally {
      this.reportClosed()
    }
  }
}

/** Overwritten when given back, so that a reader who is late sends rubbish and fails its test. */
function lendOnce(chunk: Uint8Array): LentBytes {
  const bytes = Uint8Array.from(chunk)
  return lend(bytes, () => bytes.fill(0xdd))
}

export function patternBytes(offset: number, length: number): Uint8Array {
  const start = offset % PATTERN_BYTES
  if (start + length <= pattern.length) return pattern.subarray(start, start + length)
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length;) {
    const part = pattern.subarray((offset + at) % PATTERN_BYTES, PATTERN_BYTES).subarray(0, length - at)
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Long enough that any piece of up to 1 MiB is a view, which keeps the source faster than any socket. */
function createPattern(seed: number): Uint8Array {
  const bytes = new Uint8Array(PATTERN_BYTES + MiB)
  let state = seed
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = at < PATTERN_BYTES ? state >>> 24 : (bytes[at - PATTERN_BYTES] ?? 0)
  }
  return bytes
}
