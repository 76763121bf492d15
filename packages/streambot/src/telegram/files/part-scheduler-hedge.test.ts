import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LentBytes } from '../../core/lent-bytes.js'
import { fileKeyOf } from '../../core/media-file.js'
import type { PartSpan } from '../../ports/file-source.js'
import { ConnectionPace, type Reservation } from '../connections/connection-pace.js'
import { FakeFleet, fileKeyIn, PART as WHOLE_PART } from './carriers.fixture.js'
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
  thumbnail: null,
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
    scheduler.read(
      { logMessageId: 1, fileKey: fileKeyOf(FILE.file), part: PART, streamId: 's' },
      new AbortController().signal,
    )

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

describe('a file whose look-up does not come', () => {
  it('is looked up by another client after a second, for all its parts, and the first is given up', async () => {
    const fleet = new FakeFleet(() => performance.now())
    const [silent, other] = [fleet.add('silent'), fleet.add('other')]
    silent.isAnsweringLookUps = false
    using scheduler = new PartScheduler(fleet)
    const parts = [0, 1, 2].map((n) => ({ ...WHOLE_PART, offsetBytes: n * WHOLE_PART.lengthBytes }))
    const reading = parts.map((part) =>
      scheduler.read({ logMessageId: 1, fileKey: fileKeyIn(1), part, streamId: 's' }, new AbortController().signal),
    )
    await vi.advanceTimersByTimeAsync(900)
    expect([silent.lookUps, other.lookUps]).toEqual([1, 0])
    await vi.advanceTimersByTimeAsync(200)
    expect(other.lookUps).toBe(1)
    while (fleet.asks.length < parts.length) {
      await vi.advanceTimersByTimeAsync(100)
      for (const ask of fleet.asks) ask.answer()
    }
    for (const ask of fleet.asks) ask.answer()
    expect((await Promise.all(reading)).map((part) => part.servedBy)).toEqual(['other', 'other', 'other'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
