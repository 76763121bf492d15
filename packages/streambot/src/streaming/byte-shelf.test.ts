import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ByteShelf } from './byte-shelf.js'

const never = new AbortController().signal
const bytesOf = (count: number) => new Uint8Array(count).fill(count)

/** Things that come when the test says so. */
class Warehouse {
  readonly asked: { readonly signal: AbortSignal; readonly give: (bytes: Uint8Array | null) => void }[] = []

  bring = (signal: AbortSignal): Promise<Uint8Array | null> =>
    new Promise((give, fail) => {
      this.asked.push({ signal, give })
      signal.addEventListener('abort', () => fail(signal.reason as Error))
    })
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('ByteShelf', () => {
  it('brings a thing once for all who want it, and has it from then on', async () => {
    const shelf = new ByteShelf()
    const { asked, bring } = new Warehouse()
    const wanted = [1, 2, 3].map(() => shelf.take('a', bring, never))
    asked[0]?.give(bytesOf(5))
    expect(await Promise.all(wanted)).toEqual([bytesOf(5), bytesOf(5), bytesOf(5)])
    expect(await shelf.take('a', bring, never)).toEqual(bytesOf(5))
    expect([asked.length, shelf.bytes()]).toEqual([1, 5])
  })

  it('remembers also that there is nothing', async () => {
    const shelf = new ByteShelf()
    const { asked, bring } = new Warehouse()
    const first = shelf.take('a', bring, never)
    asked[0]?.give(null)
    expect([await first, await shelf.take('a', bring, never)]).toEqual([null, null])
    expect(asked).toHaveLength(1)
  })

  it('gives up what the last one left, and not before', async () => {
    const shelf = new ByteShelf()
    const { asked, bring } = new Warehouse()
    const [one, two] = [new AbortController(), new AbortController()]
    const waits = [one, two].map(({ signal }) => shelf.take('a', bring, signal).catch((error: unknown) => error))
    one.abort(new Error('left'))
    expect(await waits[0]).toEqual(new Error('left'))
    expect(asked[0]?.signal.aborted).toBe(false)
    two.abort(new Error('left too'))
    await waits[1]
    expect(asked[0]?.signal.aborted).toBe(true)
    const again = shelf.take('a', bring, never)
    asked[1]?.give(bytesOf(2))
    expect(await again).toEqual(bytesOf(2))
  })

  it('keeps no failure, and waits no longer than it may', async () => {
    const shelf = new ByteShelf({ timeoutMs: 1000 })
    const { asked, bring } = new Warehouse()
    const late = shelf.take('a', bring, never).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await late).toMatchObject({ code: 'telegram_unavailable' })
    const again = shelf.take('a', bring, never)
    asked[1]?.give(bytesOf(1))
    expect(await again).toEqual(bytesOf(1))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('holds so many bytes and things and no more, and lets go of what was used longest ago', async () => {
    const shelf = new ByteShelf({ maxBytes: 10, maxEntries: 3 })
    const put = (key: string, count: number) => shelf.take(key, () => Promise.resolve(bytesOf(count)), never)
    for (const key of ['a', 'b', 'c']) await put(key, 3)
    await put('a', 3)
    await put('d', 1)
    const missing: string[] = []
    for (const key of ['a', 'c', 'd', 'b'])
      await shelf.take(key, () => Promise.resolve((missing.push(key), null)), never)
    expect(missing).toEqual(['b'])
    await put('large', 11)
    expect(shelf.bytes()).toBeLessThanOrEqual(10)
    shelf.trim()
    expect(shelf.bytes()).toBe(0)
  })

  it('refuses to bring more at a time than it may', async () => {
    const shelf = new ByteShelf({ maxBringing: 2 })
    const { asked, bring } = new Warehouse()
    const waits = ['a', 'b'].map((key) => shelf.take(key, bring, never))
    await expect(shelf.take('c', bring, never)).rejects.toMatchObject({ code: 'too_many_streams' })
    for (const { give } of asked) give(null)
    await Promise.all(waits)
    const third = shelf.take('c', bring, never)
    asked[2]?.give(bytesOf(1))
    expect(await third).toEqual(bytesOf(1))
  })
})
