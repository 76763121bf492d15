import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LentBytes } from '../../core/lent-bytes.js'
import type { PartSpan } from '../../ports/file-source.js'
import { ConnectionPace, type Reservation } from '../connections/connection-pace.js'
import type { Carrier, Line } from './carrier.js'
import type { LocatedFile } from './media.js'
import { PartScheduler } from './part-scheduler.js'

const DC = 2
const PART = { offsetBytes: 0, lengthBytes: 131_072 }

const FILE: LocatedFile = {
  file: {
    kind: 'document',
    name: 'a',
    mimeType: 'application/octet-stream',
    sizeBytes: PART.lengthBytes,
    telegramFileId: '1',
    durationSeconds: null,
    width: null,
    height: null,
  },
  location: { dcId: DC, input: { _: 'inputTakeoutFileLocation' } },
}

/** Its first connections never answer. */
class SilentAtFirst implements Carrier {
  readonly #lines = new Set<Line>()
  readonly #silent = new Set<Line>()
  onChange = () => {}

  constructor(
    readonly name: string,
    private silent: number,
  ) {}

  knows = () => true
  lines = () => this.#lines
  isOpeningLine = () => false
  locate = () => Promise.resolve(FILE)
  forget = () => {}
  relocate = () => {}
  coolDown = () => {}

  openLine(): boolean {
    const line = { pace: new ConnectionPace(() => performance.now()), isClosed: false }
    if (this.silent-- > 0) this.#silent.add(line)
    this.#lines.add(line)
    queueMicrotask(() => this.onChange())
    return true
  }

  fetch(line: Line, _: LocatedFile, __: PartSpan, place: Reservation, signal: AbortSignal): Promise<LentBytes> {
    if (this.#silent.has(line)) {
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    place.end(PART.lengthBytes)
    return Promise.resolve({ bytes: new Uint8Array(PART.lengthBytes), release: () => {} })
  }
}

function schedulerOf(carriers: readonly SilentAtFirst[]): PartScheduler {
  return new PartScheduler({
    candidates: () => ({ carriers, retryAfterMs: null }),
    reportLost: () => {},
    onChange: (listener) => {
      for (const carrier of carriers) carrier.onChange = listener
      return () => {}
    },
  })
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a part whose connection is the only one and falls silent', () => {
  const read = (scheduler: PartScheduler) =>
    scheduler.read({ logMessageId: 1, part: PART, streamId: 's' }, new AbortController().signal)

  it('is asked for over a second one of the same client within a second', async () => {
    const only = new SilentAtFirst('only', 1)
    using scheduler = schedulerOf([only])
    const reading = read(scheduler)
    await vi.advanceTimersByTimeAsync(1000)
    expect(only.lines().size).toBe(2)
    expect((await reading).servedBy).toBe('only')
  })

  it('is asked for by another client, who opens one for it', async () => {
    const [silent, other] = [new SilentAtFirst('silent', 1), new SilentAtFirst('other', 0)]
    silent.openLine()
    using scheduler = schedulerOf([silent, other])
    const reading = read(scheduler)
    await vi.advanceTimersByTimeAsync(1000)
    expect((await reading).servedBy).toBe('other')
  })

  it('is not in the way of the next part', async () => {
    const only = new SilentAtFirst('only', 1)
    using scheduler = schedulerOf([only])
    const first = read(scheduler)
    await vi.advanceTimersByTimeAsync(1000)
    await first
    const second = read(scheduler)
    await vi.advanceTimersByTimeAsync(0)
    expect((await second).servedBy).toBe('only')
  })
})
