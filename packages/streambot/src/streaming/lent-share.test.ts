import { describe, expect, it } from 'vitest'
import { ByteBudget } from './byte-budget.js'
import { FakeParts, fileOf, patternBytes } from './fake-parts.fixture.js'
import { FLOOR_BYTES } from './part-charge.js'
import { PartSource } from './part-source.js'
import { admitStream, RangeReader } from './range-reader.js'

const SIZE = 3 * FLOOR_BYTES + 5

function setUp() {
  const files = new FakeParts(SIZE)
  const budget = new ByteBudget(2 * FLOOR_BYTES)
  const parts = new PartSource(files, budget, () => 0)
  const record = { id: 'stream', attach: () => {}, servedBy: () => {} }
  const share = admitStream(budget)
  const open = (logMessageId: number) => {
    const range = { start: 0, end: SIZE - 1 }
    const file = { ...fileOf(SIZE, logMessageId), key: `file ${logMessageId}` }
    return new RangeReader({ parts, budget, now: () => 0 }, file, range, record, new AbortController().signal, share)
  }
  return { files, budget, share, open }
}

async function readAll(reader: RangeReader): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const lent of reader) {
    chunks.push(Uint8Array.from(lent.bytes))
    lent.release()
  }
  return Buffer.concat(chunks)
}

describe('a share that is lent to one reader after the other', () => {
  it('lets a stream that was admitted read file after file, whoever is turned away meanwhile', async () => {
    const { budget, share, open } = setUp()
    budget.isClosed = true
    for (const logMessageId of [1, 2, 3]) {
      expect((await readAll(open(logMessageId))).equals(patternBytes(0, SIZE))).toBe(true)
      expect(budget.numbers()).toMatchObject({ streams: 1, heldBytes: 0 })
    }
    expect(() => admitStream(budget)).toThrow('no room')
    share[Symbol.dispose]()
    expect(budget.numbers().streams).toBe(0)
  })

  it('is free for the next file also when the last buffer of the one before was not given back', async () => {
    const { budget, open } = setUp()
    const first = open(1)
    await first.next()
    await first.return()
    expect(budget.numbers().heldBytes).toBe(0)
    expect((await readAll(open(2))).equals(patternBytes(0, SIZE))).toBe(true)
  })
})
