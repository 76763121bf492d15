import { getEventListeners } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import { ByteBudget } from './byte-budget.js'
import { FakeParts, fileOf, patternBytes } from './fake-parts.fixture.js'
import { FLOOR_BYTES } from './part-charge.js'
import { PartSource } from './part-source.js'
import { RangeReader } from './range-reader.js'

const KIB = 1024
const MIB = 1024 * KIB
const SIZE = 20 * MIB + 12_345

interface Options {
  readonly sizeBytes?: number
  readonly limitBytes?: number
}

function setUp({ sizeBytes = SIZE, limitBytes = 200 * MIB }: Options = {}) {
  const files = new FakeParts(sizeBytes)
  const budget = new ByteBudget(limitBytes)
  const time = { nowMs: 0 }
  const now = () => time.nowMs
  const parts = new PartSource(files, budget, now)
  const served: string[] = []
  const read = ({ start = 0, end = sizeBytes - 1 }: Partial<InclusiveRange> = {}, signal = never(), logMessageId = 1) =>
    new RangeReader(
      { parts, budget, now },
      fileOf(sizeBytes, logMessageId),
      { start, end },
      { id: 'stream', attach: () => {}, servedBy: (name) => served.push(name) },
      signal,
    )
  return { files, budget, time, parts, served, read }
}

function never(): AbortSignal {
  return new AbortController().signal
}

/** The next buffer; fails when there is none. */
async function take(reader: RangeReader): Promise<LentBytes> {
  const next = await reader.next()
  if (next.done) throw new Error('The range has ended')
  return next.value
}

/** Reads like a visitor far from Telegram: what it waits for comes after 40 ms, and its socket takes everything at once. */
async function readFast(
  { files, time }: ReturnType<typeof setUp>,
  reader: RangeReader,
  turns: number,
  answersAtOnce = Infinity,
): Promise<void> {
  files.isHeld = true
  for (let turn = 0; turn < turns; turn++) {
    let isHere = false
    const taken = take(reader).finally(() => (isHere = true))
    for (await nextTurn(); !isHere; await nextTurn()) {
      time.nowMs += 40
      files.answerNext(answersAtOnce)
    }
    const lent = await taken
    lent.release()
  }
}

describe('a range', () => {
  it('comes as exactly its bytes, whatever range of whatever file', async () => {
    const sizes = fc.integer({ min: 1, max: 3 * MIB })
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (sizeBytes, a, b) => {
        const [start = 0, end = 0] = [a % sizeBytes, b % sizeBytes].sort((x, y) => x - y)
        const { files, budget, parts, read } = setUp({ sizeBytes })
        const chunks: Buffer[] = []
        for await (const lent of read({ start, end })) {
          chunks.push(Buffer.from(lent.bytes))
          lent.release()
        }
        expect(Buffer.concat(chunks).equals(patternBytes(start, end - start + 1))).toBe(true)
        expect([budget.numbers().streams, budget.numbers().heldBytes]).toEqual([0, 0])
        parts.trim()
        expect([files.lentBytes, parts.fileCount]).toEqual([0, 0])
      }),
      { numRuns: 40 },
    )
  })

  it('is asked for in whole parts by who reads fast, though it began with small ones and each makes only its own room', async () => {
    const setting = setUp({ sizeBytes: 200 * MIB })
    const reader = setting.read()
    await readFast(setting, reader, 6)
    // From now on Telegram is the faster one, and the window full.
    setting.files.isHeld = false
    setting.files.answerNext()
    for (let turn = 0; turn < 100; turn++) {
      const lent = await take(reader)
      setting.time.nowMs += 3
      lent.release()
    }
    const lengths = setting.files.asked.slice(-20).map((part) => part.lengthBytes)
    expect(lengths).toEqual(Array<number>(20).fill(MIB))
  })

  it('is read by many at once for the price of one', async () => {
    const { files, served, read } = setUp({ sizeBytes: 4 * MIB })
    const readers = Array.from({ length: 20 }, () => read())
    await Promise.all(
      readers.map(async (reader) => {
        let length = 0
        for await (const lent of reader) {
          length += lent.bytes.byteLength
          await nextTurn()
          lent.release()
        }
        expect(length).toBe(4 * MIB)
      }),
    )
    expect(files.askedBytes).toBe(4 * MIB)
    expect(new Set(served)).toEqual(new Set(['worker 1', 'cache']))
  })

  it('ends for a reader whose own link still works when the fetch it shares goes through one that does not', async () => {
    const { files, read } = setUp()
    files.isHeld = true
    const [broken, sound] = [read({}, never(), 1), read({}, never(), 2)]
    const results = [take(broken), take(sound)]
    results[0]?.catch(() => {})
    await nextTurn()
    files.fetches[0]?.fail(new StreamBotError('file_gone', 'message 1 is deleted'))
    await nextTurn()
    files.fetches[1]?.answer()
    await expect(results[0]).rejects.toMatchObject({ code: 'file_gone' })
    expect((await results[1])?.bytes.byteLength).toBe(FLOOR_BYTES)
    expect(files.fetches.map(({ ask }) => ask.logMessageId)).toEqual([1, 2])
  })
})

describe('what a stream holds', () => {
  it('is one smallest part until the reader has shown that it is worth more', async () => {
    const { files, read } = setUp()
    const reader = read({ start: 5_000_000 })
    const lent = await take(reader)
    await nextTurn()
    expect(files.askedBytes).toBe(FLOOR_BYTES)
    expect([lent.bytes.byteLength, reader.heldBytes]).toEqual([39 * FLOOR_BYTES - 5_000_000, FLOOR_BYTES])
  })

  it('grows to whole MiBs and many of them for a reader who waits for Telegram', async () => {
    const setting = setUp()
    const reader = setting.read()
    await readFast(setting, reader, 14)
    expect(setting.files.asked.map((part) => part.lengthBytes)).toContain(MIB)
    expect(reader.heldBytes).toBeGreaterThan(6 * MIB)
    expect(reader.heldBytes).toBeLessThanOrEqual(64 * MIB)
  })

  it('does not grow while its parts wait for a free connection', async () => {
    const setting = setUp()
    setting.files.isSentAtOnce = false
    const reader = setting.read()
    // Of the first part nobody knows what it waited for.
    await readFast(setting, reader, 20, 1)
    expect(reader.heldBytes).toBeLessThanOrEqual(512 * KIB)
  })

  it('shrinks to one smallest part for a reader at 64 KiB/s, whatever it took at first', async () => {
    const setting = setUp()
    const reader = setting.read()
    await readFast(setting, reader, 5)
    setting.files.isHeld = false
    setting.files.answerNext()
    for (let turn = 0; turn < 12; turn++) {
      const lent = await take(reader)
      for (let second = 0; second < lent.bytes.byteLength / (64 * KIB); second++) {
        setting.time.nowMs += 1000
        reader.sweep()
      }
      if (turn > 8) expect(reader.heldBytes).toBe(lent.bytes.byteLength)
      lent.release()
    }
    expect(setting.files.asked.at(-1)?.lengthBytes).toBe(FLOOR_BYTES)
  })

  it('is let go of when its reader stops for a second: what came stays cached, what is on its way is given up', async () => {
    const setting = setUp()
    const { files, budget, time } = setting
    const reader = setting.read()
    await readFast(setting, reader, 5)
    files.answerNext(1)
    const inHand = await take(reader)
    const onTheirWay = files.fetches.filter(({ signal }) => !signal.aborted).length
    time.nowMs += 999
    reader.sweep()
    expect(reader.heldBytes).toBeGreaterThan(inHand.bytes.byteLength)
    time.nowMs += 1
    reader.sweep()
    expect(reader.heldBytes).toBe(budget.numbers().heldBytes)
    expect(reader.heldBytes).toBeLessThanOrEqual(MIB)
    expect(files.fetches.filter(({ signal }) => !signal.aborted).length).toBeLessThan(onTheirWay)
    files.isHeld = false
    inHand.release()
    expect((await take(reader)).bytes.byteLength).toBeGreaterThan(0)
  })

  it('is let go of sooner when there is no room for another stream', async () => {
    const setting = setUp()
    const reader = setting.read()
    await readFast(setting, reader, 5)
    setting.files.answerNext()
    const inHand = await take(reader)
    setting.time.nowMs += 49
    reader.sweep(true)
    expect(reader.heldBytes).toBeGreaterThan(inHand.bytes.byteLength)
    setting.time.nowMs += 1
    reader.sweep(true)
    expect(reader.heldBytes).toBe(inHand.bytes.byteLength)
  })

  it('is no more than its window for a reader who gives nothing back, and it goes on when he does', async () => {
    const { budget, read } = setUp()
    const reader = read()
    const first = await take(reader)
    const second = take(reader)
    await nextTurn()
    expect(budget.numbers().heldBytes).toBe(FLOOR_BYTES)
    first.release()
    expect((await second).bytes.byteLength).toBe(FLOOR_BYTES)
  })
})

describe('a reader who leaves', () => {
  it.each(['return', 'abort'] as const)('by %s frees everything at once, whatever it was doing', async (how) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(6), fc.boolean(), fc.boolean(), async (turns, isWaiting, isHolding) => {
        const setting = setUp()
        const { files, budget, parts } = setting
        const abort = new AbortController()
        const reader = setting.read({}, abort.signal)
        await readFast(setting, reader, turns)
        files.isHeld = false
        files.answerNext()
        const lent = isHolding ? await take(reader) : null
        files.isHeld = true
        const waiting = isWaiting ? take(reader).catch((error: unknown) => error) : null
        if (how === 'abort') abort.abort(new Error('the visitor left'))
        else await reader.return()
        expect(budget.numbers()).toMatchObject({ streams: 0, heldBytes: 0 })
        expect(getEventListeners(abort.signal, 'abort')).toEqual([])
        await waiting
        lent?.release()
        parts.trim()
        expect(parts.fileCount).toBe(0)
        expect(budget.numbers()).toMatchObject({ streams: 0, heldBytes: 0, cachedBytes: 0 })
      }),
      { numRuns: 30 },
    )
  })

  it('does not have the buffer in its socket used again', async () => {
    const { files, parts, read } = setUp()
    const reader = read()
    const lent = await take(reader)
    await reader.return()
    parts.trim()
    lent.release()
    expect(files.givenBack).toEqual([])
    expect(Buffer.from(lent.bytes).equals(patternBytes(0, FLOOR_BYTES))).toBe(true)
  })

  it('is told why when it asks again: the reason of the abort, or that there is no more', async () => {
    const { read } = setUp()
    const abort = new AbortController()
    const [left, aborted] = [read(), read({}, abort.signal)]
    await left.return()
    expect(await left.next()).toEqual({ done: true, value: undefined })
    abort.abort(new Error('the visitor left'))
    await expect(aborted.next()).rejects.toThrow('the visitor left')
  })
})

describe('a failure', () => {
  it('of a later part is reported when the reader gets there, and frees everything', async () => {
    const setting = setUp()
    const { files, budget } = setting
    const reader = setting.read()
    await readFast(setting, reader, 2)
    const lent = take(reader)
    await nextTurn()
    const last = files.fetches.at(-1)
    last?.fail(new Error('later'))
    files.answerNext()
    // What had come before it is still given out.
    await expect(
      (async () => {
        for (let next = await lent; ; next = await take(reader)) next.release()
      })(),
    ).rejects.toThrow('later')
    await expect(reader.next()).rejects.toThrow('later')
    expect(budget.numbers()).toMatchObject({ streams: 0, heldBytes: 0 })
  })

  it('for want of room comes before anything is asked for', async () => {
    const { files, read } = setUp({ limitBytes: 2 * FLOOR_BYTES })
    const readers = [read(), read()]
    expect(() => read()).toThrow(expect.objectContaining({ code: 'too_many_streams' }) as Error)
    await nextTurn()
    expect(files.fetches).toEqual([])
    await readers[0]?.return()
    expect((await take(read())).bytes.byteLength).toBe(FLOOR_BYTES)
  })
})
