/** A source of parts for tests: a pattern of any size, answered at once or when told to. Buffers that were given back are overwritten. */
import type { FetchedPart, FileSource, PartAsk, PartSpan } from '../ports/file-source.js'
import type { SourceFile } from './part-source.js'
import { lengthInFile } from './plan-parts.js'

export interface Fetch {
  readonly ask: PartAsk
  readonly signal: AbortSignal
  answer(): void
  fail(error: Error): void
}

export class FakeParts implements Pick<FileSource, 'readPart'> {
  readonly fetches: Fetch[] = []
  /** Released and not to be read any more. */
  readonly givenBack: PartSpan[] = []
  /** Answers only when told to. */
  isHeld = false
  /** Leaves for Telegram as soon as it is asked for. */
  isSentAtOnce = true
  /** Answered and not given back. */
  lentBytes = 0

  readonly #waiting: Fetch[] = []

  constructor(private readonly sizeBytes: number) {}

  get asked(): PartSpan[] {
    return this.fetches.map(({ ask }) => ask.part)
  }

  get askedBytes(): number {
    return this.asked.reduce((sum, part) => sum + lengthInFile(part, this.sizeBytes), 0)
  }

  readPart(ask: PartAsk, signal: AbortSignal): Promise<FetchedPart> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason as Error)
      signal.addEventListener('abort', abort, { once: true })
      const answer = () => {
        signal.removeEventListener('abort', abort)
        if (!signal.aborted) resolve(this.#lendOnce(ask.part))
      }
      const fetch = { ask, signal, answer, fail: reject }
      this.fetches.push(fetch)
      if (this.isSentAtOnce) ask.onSent?.()
      if (this.isHeld) this.#waiting.push(fetch)
      else answer()
    })
  }

  /** Answers the oldest of those that wait, or as many as there are. */
  answerNext(count = Infinity): void {
    for (const fetch of this.#waiting.splice(0, count)) fetch.answer()
  }

  #lendOnce(part: PartSpan): FetchedPart {
    const length = lengthInFile(part, this.sizeBytes)
    const bytes = patternBytes(part.offsetBytes, length)
    this.lentBytes += length
    let isReleased = false
    const release = () => {
      if (isReleased) return
      isReleased = true
      bytes.fill(0xdd)
      this.lentBytes -= length
      this.givenBack.push(part)
    }
    return { bytes, servedBy: 'worker 1', release }
  }
}

export function fileOf(sizeBytes: number, logMessageId = 1): SourceFile {
  return { key: `5-${sizeBytes}`, sizeBytes, logMessageId }
}

export function patternBytes(offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = ((offset + i) * 31 + ((offset + i) >> 8)) & 0xff
  return bytes
}
