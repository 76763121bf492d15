import type { SealedMessage } from '@streambot/aes-ige'
import { describe, expect, it } from 'vitest'
import { PacketOpener } from './packet-opener.js'

const LARGE = 128 * 1024
const nothing = new Uint8Array(32)

/** A message whose first byte is its number; even ones are authentic. */
function message(number: number, lengthBytes: number): SealedMessage {
  return {
    data: new Uint8Array(lengthBytes).fill(number),
    key: nothing,
    iv: nothing,
    prefix: nothing,
    digest16: nothing,
  }
}

/** The other thread, which works when told. */
class OtherThread {
  readonly batches: number[][] = []
  readonly #pending: { resolve: (authentic: boolean[]) => void; reject: (error: Error) => void }[] = []

  openMany(messages: readonly SealedMessage[]): boolean[] {
    return messages.map(({ data }) => data[0]! % 2 === 0)
  }

  openManyOffThread(messages: readonly SealedMessage[]): Promise<boolean[]> {
    this.batches.push(messages.map(({ data }) => data[0]!))
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve: () => resolve(this.openMany(messages)), reject })
    })
  }

  get underWay(): number {
    return this.#pending.length
  }

  async finish(error?: Error): Promise<void> {
    const batch = this.#pending.shift()
    if (error) batch?.reject(error)
    else batch?.resolve([])
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function setUp() {
  const thread = new OtherThread()
  const opener = new PacketOpener(thread)
  const opened: [number, boolean][] = []
  const open = (number: number, lengthBytes = LARGE) =>
    opener.open(message(number, lengthBytes), (isAuthentic) => opened.push([number, isAuthentic]))
  return { thread, opener, opened, open }
}

describe('PacketOpener', () => {
  it('opens a small packet at once, also while large ones are under way', () => {
    const { thread, opened, open } = setUp()
    open(1)
    open(2, 16 * 1024)
    open(3, 64)
    expect(opened).toEqual([
      [2, true],
      [3, false],
    ])
    expect(thread.batches).toEqual([[1]])
  })

  it('has one batch under way at a time; what comes meanwhile makes the next, in order', async () => {
    const { thread, opened, open } = setUp()
    for (const number of [2, 3, 4]) open(number)
    expect(thread.batches).toEqual([[2]])
    await thread.finish()
    expect(opened).toEqual([[2, true]])
    expect(thread.batches).toEqual([[2], [3, 4]])
    open(6)
    expect(thread.underWay).toBe(1)
    await thread.finish()
    await thread.finish()
    expect(thread.underWay).toBe(0)
    expect(opened).toEqual([
      [2, true],
      [3, false],
      [4, true],
      [6, true],
    ])
    open(8)
    expect(thread.batches.at(-1)).toEqual([8])
  })

  it('opens at most eight in a batch: what is done with them all falls into one turn', async () => {
    const { thread, opened, open } = setUp()
    for (let number = 0; number < 20; number++) open(number)
    for (let batch = 0; batch < 4; batch++) await thread.finish()
    expect(thread.batches.map((batch) => batch.length)).toEqual([1, 8, 8, 3])
    expect(opened.map(([number]) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it('takes what it could not open for forged, and goes on', async () => {
    const { thread, opened, open } = setUp()
    open(2)
    open(4)
    await thread.finish(new Error('The other thread has died'))
    expect(opened).toEqual([[2, false]])
    await thread.finish()
    expect(opened).toEqual([
      [2, false],
      [4, true],
    ])
  })

  it('takes a small packet it could not open for forged too', () => {
    const { thread, opened, open } = setUp()
    thread.openMany = () => {
      throw new Error('Out of memory')
    }
    open(2, 64)
    expect(opened).toEqual([[2, false]])
  })

  it('takes every packet for forged that it was told nothing about', async () => {
    const { thread, opened, open } = setUp()
    thread.openMany = () => []
    open(2, 64)
    open(4)
    await thread.finish()
    expect(opened).toEqual([
      [2, false],
      [4, false],
    ])
  })
})
