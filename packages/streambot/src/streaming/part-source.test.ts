import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { lend } from '../core/lent-bytes.fixture.js'
import { ByteBudget } from './byte-budget.js'
import { FakeParts, fileOf, patternBytes } from './fake-parts.fixture.js'
import { PartSource, type PartWish } from './part-source.js'
import type { PartHold } from './part-hold.js'
import type { PartTier } from './part-tier.js'
import { MAX_PART_BYTES, MIN_PART_BYTES } from './plan-parts.js'

const MIB = 1024 * 1024
const SIZE = 10 * MIB + 1234

function setUp({ tier = null, limit = 50 * MIB }: { tier?: PartTier | null; limit?: number } = {}) {
  const files = new FakeParts(SIZE)
  const budget = new ByteBudget(limit)
  const time = { nowMs: 0 }
  const parts = new PartSource(files, budget, () => time.nowMs, tier)
  const stream = (logMessageId = 1) => {
    const share = budget.admit()
    if (!share) throw new Error('There is no room')
    const file = fileOf(SIZE, logMessageId)
    return (position: number, wish: Partial<PartWish> = {}): PartHold => {
      const hold = parts.ask({
        ...{ file, position, end: SIZE - 1, allowedBytes: MAX_PART_BYTES, streamId: 's', share },
        ...wish,
      })
      if (!hold) throw new Error('The budget has no room')
      return hold
    }
  }
  return { files, budget, time, parts, stream }
}

const firstMib = Buffer.from(patternBytes(0, MIB))
const isPattern = (bytes: Uint8Array) => firstMib.equals(bytes)

describe('a part that several streams want', () => {
  it('is fetched once, whoever asks, through whichever link', async () => {
    const { files, stream } = setUp()
    files.isHeld = true
    const holds = [stream(1)(0), stream(2)(5), stream(3)(900_000)]
    await nextTurn()
    expect(files.asked).toEqual([{ offsetBytes: 0, lengthBytes: MIB }])
    expect(files.fetches[0]?.ask).toMatchObject({ logMessageId: 1, streamId: 's' })
    files.fetches[0]?.answer()
    for (const hold of holds) expect(isPattern((await hold.whenReady).bytes)).toBe(true)
  })

  it('is known to its source by all who wait for it at the moment', async () => {
    const { files, stream } = setUp()
    files.isHeld = true
    const first = stream(1)(0, { streamId: 'first' })
    stream(2)(5, { streamId: 'second' })
    await nextTurn()
    const { ask } = files.fetches[0] ?? {}
    expect(ask?.streamIds?.()).toEqual(['first', 'second'])
    first.release()
    expect(ask?.streamIds?.()).toEqual(['second'])
  })

  it('stays while one of them reads it, and its buffer is given back after that and no longer in the cache', async () => {
    const { files, parts, stream } = setUp()
    const [first, second] = [stream()(0), stream()(0)]
    const { bytes } = await first.whenReady
    first.release()
    first.release()
    parts.trim()
    expect(isPattern(bytes)).toBe(true)
    expect(files.givenBack).toEqual([])
    second.release()
    expect(files.givenBack).toEqual([])
    parts.trim()
    expect(files.givenBack).toHaveLength(1)
    expect(parts.fileCount).toBe(0)
  })

  it('is given up when the last of them leaves, and fetched anew for the next', async () => {
    const { files, budget, parts, stream } = setUp()
    files.isHeld = true
    const [first, second] = [stream()(0), stream()(0)]
    await nextTurn()
    const [fetch] = files.fetches
    first.release()
    expect(fetch?.signal.aborted).toBe(false)
    second.release()
    expect(fetch?.signal.aborted).toBe(true)
    expect([parts.fileCount, budget.numbers().heldBytes]).toEqual([0, 0])
    stream()(0)
    await nextTurn()
    expect(files.fetches).toHaveLength(2)
  })

  it('is not even asked for when they leave in the same turn', async () => {
    const { files, stream } = setUp()
    stream()(0).release()
    await nextTurn()
    expect(files.fetches).toEqual([])
  })

  it('fails for all of them, and the next one tries again', async () => {
    const { files, parts, stream } = setUp()
    files.isHeld = true
    const holds = [stream()(0), stream()(0)]
    await nextTurn()
    files.fetches[0]?.fail(new Error('no luck'))
    for (const hold of holds) await expect(hold.whenReady).rejects.toThrow('no luck')
    expect(parts.fileCount).toBe(0)
    files.isHeld = false
    const again = stream()(0)
    expect(isPattern((await again.whenReady).bytes)).toBe(true)
  })

  it('is fetched through the own link for who does not trust another one', async () => {
    const { files, stream } = setUp()
    files.isHeld = true
    stream(1)(0)
    stream(2)(0, { isOwnOnly: true })
    await nextTurn()
    expect(files.fetches.map(({ ask }) => ask.logMessageId)).toEqual([1, 2])
  })

  it('is not read from a socket that failed after its buffer went to somebody else', async () => {
    const { files, parts, stream } = setUp()
    const [first, second] = [stream()(0), stream()(0)]
    const { bytes } = await first.whenReady
    first.abandon()
    second.release()
    parts.trim()
    expect(files.givenBack).toEqual([])
    expect(isPattern(bytes)).toBe(true)
  })
})

describe('a part that nobody reads any more', () => {
  it('is there for the next one, whatever position of it he wants', async () => {
    const { files, stream } = setUp()
    const ask = stream()
    const hold = ask(0)
    await hold.whenReady
    hold.release()
    const again = ask(700_000)
    expect([again.wasReady, again.isReady, files.fetches.length]).toEqual([true, true, 1])
  })

  it('goes after a minute, unless it was used meanwhile', async () => {
    const { files, parts, time, stream } = setUp()
    const ask = stream()
    for (const position of [0, MIB]) {
      const hold = ask(position)
      await hold.whenReady
      hold.release()
    }
    time.nowMs = 40_000
    ask(0).release()
    time.nowMs = 60_000
    parts.sweep()
    expect(files.givenBack).toEqual([{ offsetBytes: MIB, lengthBytes: MIB }])
  })

  it('makes room for those that are read', async () => {
    const { files, budget, stream } = setUp({ limit: 8 * MIB })
    const ask = stream()
    for (let position = 0; position < SIZE; position += MIB) {
      const hold = ask(position)
      await hold.whenReady
      hold.release()
    }
    expect(files.lentBytes).toBeLessThanOrEqual(8 * MIB)
    expect(files.lentBytes).toBe(budget.numbers().cachedBytes)
    expect(files.givenBack[0]).toEqual({ offsetBytes: 0, lengthBytes: MIB })
  })

  it('is forgotten with its file', async () => {
    const { files, parts, stream } = setUp()
    const ask = stream()
    const hold = ask(0)
    await hold.whenReady
    hold.release()
    files.isHeld = true
    const next = ask(MIB)
    await nextTurn()
    files.fetches[1]?.fail(new StreamBotError('file_gone', 'deleted'))
    await expect(next.whenReady).rejects.toMatchObject({ code: 'file_gone' })
    expect(parts.fileCount).toBe(0)
    expect(files.givenBack).toHaveLength(1)
  })
})

describe('a part of the wrong length', () => {
  it.each([-1, 1, -MIN_PART_BYTES])('by %i bytes is an error, and not remembered', async (difference) => {
    const budget = new ByteBudget(50 * MIB)
    let released = 0
    const wrong = { readPart: () => Promise.resolve(lend(new Uint8Array(MIB + difference), () => released++)) }
    const parts = new PartSource(wrong, budget, () => 0)
    const share = budget.admit()
    if (!share) throw new Error('There is no room')
    const hold = parts.ask({
      ...{ file: fileOf(SIZE), position: 0, end: SIZE - 1, allowedBytes: MIB, streamId: 's', share },
    })
    await expect(hold?.whenReady).rejects.toThrow(`has ${MIB + difference} bytes instead of ${MIB}`)
    expect([released, parts.fileCount]).toEqual([1, 0])
  })
})

describe('a stream without room in the budget', () => {
  it('gets a smaller part, then none, and always one when it holds nothing', async () => {
    const { stream } = setUp({ limit: 4 * MIB })
    const ask = stream()
    const first = ask(0)
    expect(first.span.lengthBytes).toBe(MIN_PART_BYTES)
    const held = [first]
    expect(() => {
      for (let position = MIN_PART_BYTES; ; position += MIN_PART_BYTES) held.push(ask(position))
    }).toThrow('no room')
    expect(held.length).toBeGreaterThan(1)
    for (const hold of held) {
      await hold.whenReady
      hold.release()
    }
    expect(ask(5 * MIB).span.lengthBytes).toBe(MIN_PART_BYTES)
  })
})

describe('a slower tier', () => {
  class FakeTier implements PartTier {
    readonly kept = new Map<string, Uint8Array>()
    readonly forgotten: string[] = []
    finishWriting: () => void = () => {}

    read(fileKey: string, { offsetBytes }: { offsetBytes: number }) {
      const bytes = this.kept.get(`${fileKey} ${offsetBytes}`)
      return Promise.resolve(bytes ? lend(bytes) : null)
    }

    write(fileKey: string, { offsetBytes }: { offsetBytes: number }, bytes: Uint8Array): Promise<void> {
      return new Promise((resolve) => {
        this.finishWriting = () => {
          this.kept.set(`${fileKey} ${offsetBytes}`, bytes.slice())
          resolve()
        }
      })
    }

    forget(fileKey: string): void {
      this.forgotten.push(fileKey)
    }

    [Symbol.asyncDispose](): Promise<void> {
      return Promise.resolve()
    }
  }

  it('gets each part that was fetched, holds it until it has finished, and serves it from then on', async () => {
    const tier = new FakeTier()
    const { files, parts, budget, stream } = setUp({ tier })
    const ask = stream()
    const hold = ask(0)
    await hold.whenReady
    hold.release()
    parts.trim()
    expect([files.givenBack.length, budget.numbers().heldBytes]).toEqual([0, MIB])
    tier.finishWriting()
    await nextTurn()
    parts.trim()
    expect([files.givenBack.length, budget.numbers().heldBytes]).toEqual([1, 0])
    const { bytes, servedBy } = await ask(0).whenReady
    expect([isPattern(bytes), servedBy, files.fetches.length]).toEqual([true, 'disk', 1])
  })

  it('that fails is done without', async () => {
    const tier = new FakeTier()
    tier.read = () => Promise.reject(new Error('bad disk'))
    tier.write = () => Promise.reject(new Error('bad disk'))
    const { files, stream } = setUp({ tier })
    expect(isPattern((await stream()(0).whenReady).bytes)).toBe(true)
    expect(files.fetches).toHaveLength(1)
  })

  it('is not trusted with lengths either', async () => {
    const tier = new FakeTier()
    tier.kept.set(`${fileOf(SIZE).key} 0`, new Uint8Array(5))
    const { files, stream } = setUp({ tier })
    expect(isPattern((await stream()(0).whenReady).bytes)).toBe(true)
    expect(files.fetches).toHaveLength(1)
  })
})
