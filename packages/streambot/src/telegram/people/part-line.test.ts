import { describe, expect, it } from 'vitest'
import { PartLine } from './part-line.js'

const never = new AbortController().signal

async function* of(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text))
}

/** Parts of four bytes; each waits until it is let go, or fails. */
function setUp({ isWaiting = false, partsInFlight = 2 } = {}) {
  const sent: string[] = []
  const open = new Map<number, { arrive: () => void; fail: (error: Error) => void }>()
  const line = new PartLine({
    partBytes: 4,
    partsInFlight,
    settleMs: 1,
    send: (bytes, index, signal) => {
      sent[index] = Buffer.from(bytes).toString()
      if (!isWaiting) return Promise.resolve()
      return new Promise((arrive, fail) => {
        open.set(index, { arrive, fail })
        signal.addEventListener('abort', () => fail(signal.reason as Error))
      })
    },
  })
  const rest = () => Buffer.from(line.rest.bytes).toString()
  return { line, sent, open, rest }
}

describe('pieces of any size', () => {
  it.each([[['abcdefghij']], [['a', 'bcd', 'efgh', 'ij']], [[...'abcdefghij']], [['', 'abcdefghij', '']]])(
    '%j become parts of one size, and a rest',
    async (pieces) => {
      const { line, sent, rest } = setUp()
      await line.take(of(...pieces), never)
      expect([sent, rest(), line.rest.index, line.receivedBytes]).toEqual([['abcd', 'efgh'], 'ij', 2, 10])
    },
  )

  it('go on behind those that came before', async () => {
    const { line, sent, rest } = setUp()
    for (const piece of ['abc', 'de', 'f', 'ghi']) await line.take(of(piece), never)
    expect([sent, rest(), line.receivedBytes]).toEqual([['abcd', 'efgh'], 'i', 9])
  })

  it('keep the last part back, full as it may be, until a byte comes behind it', async () => {
    const { line, sent, rest } = setUp()
    await line.take(of('abcdefgh'), never)
    expect([sent, rest()]).toEqual([['abcd'], 'efgh'])
    await line.take(of('i'), never)
    expect([sent, rest()]).toEqual([['abcd', 'efgh'], 'i'])
  })
})

describe('parts on their way', () => {
  it('are so many at a time, and nothing is asked for while none has arrived', async () => {
    const { line, sent, open } = setUp({ isWaiting: true })
    let asked = 0
    async function* endless() {
      for (; asked < 100; asked++) yield await Promise.resolve(Buffer.from('abcd'))
    }
    const taking = line.take(endless(), never)
    taking.catch(() => {})
    await expect.poll(() => sent).toHaveLength(2)
    const before = asked
    await new Promise((resolve) => setImmediate(resolve))
    expect([sent.length, asked]).toEqual([2, before])
    open.get(0)?.arrive()
    await expect.poll(() => sent).toHaveLength(3)
    open.get(1)?.fail(new Error('away'))
    await expect(taking).rejects.toThrow('away')
  })

  it('that fail take what lies behind them along, but not the first of them, nor what came before', async () => {
    const { line, sent, open, rest } = setUp({ isWaiting: true, partsInFlight: 3 })
    const taking = line.take(of('abcdefghijklm'), never)
    taking.catch(() => {})
    await expect.poll(() => sent).toHaveLength(3)
    open.get(0)?.arrive()
    open.get(2)?.arrive()
    open.get(1)?.fail(new Error('away'))
    await expect(taking).rejects.toThrow('away')
    expect([line.receivedBytes, line.rest.index, rest()]).toEqual([8, 1, 'efgh'])
  })

  it('are waited for a little when whoever sends them is cut off, and then count as not arrived', async () => {
    const { line, sent, rest } = setUp({ isWaiting: true, partsInFlight: 3 })
    async function* breaking() {
      yield* of('abcdefghij')
      throw new Error('cut off')
    }
    await expect(line.take(breaking(), never)).rejects.toThrow('cut off')
    expect([sent, line.receivedBytes, rest()]).toEqual([['abcd', 'efgh'], 4, 'abcd'])
  })

  it('that arrive all the same stay when whoever sends them is cut off', async () => {
    const { line, rest } = setUp()
    const stop = new AbortController()
    async function* standing() {
      yield* of('abcdefghij')
      stop.abort(new Error('taken over'))
      await new Promise(() => {})
    }
    await expect(line.take(standing(), stop.signal)).rejects.toThrow('taken over')
    expect([line.receivedBytes, rest()]).toEqual([10, 'ij'])
  })
})

it('can have its last byte come again, also where it was alone in its part', async () => {
  const { line, rest } = setUp()
  await line.take(of('abcde'), never)
  line.dropLastByte()
  expect([line.receivedBytes, rest(), line.rest.index]).toEqual([4, '', 1])
  await line.take(of('e'), never)
  expect([line.receivedBytes, rest()]).toEqual([5, 'e'])
})
