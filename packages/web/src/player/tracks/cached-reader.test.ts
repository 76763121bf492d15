import { expect, it } from 'vitest'
import type { ByteReader } from './byte-reader.js'
import { LimitedReader } from './byte-reader.js'
import { CachedReader } from './cached-reader.js'

const BLOCK = 64 * 1024
const never = new AbortController().signal

class Numbers implements ByteReader {
  readonly asked: [start: number, end: number][] = []

  constructor(readonly sizeBytes: number) {}

  read(start: number, end: number): Promise<Uint8Array> {
    this.asked.push([start, end])
    return Promise.resolve(numbers(start, Math.min(end, this.sizeBytes)))
  }
}

function numbers(start: number, end: number): Uint8Array {
  return Uint8Array.from({ length: Math.max(0, end - start) }, (_, i) => (start + i) % 251)
}

/** Quicker than a comparison that could tell what differs. */
function isSame(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((number, index) => number === others[index])
}

it('reads a block once, whatever is asked for in it, and several at once', async () => {
  const file = new Numbers(10 * BLOCK + 5)
  const cached = new CachedReader(file)
  expect(isSame(await cached.read(3, 20, never), numbers(3, 20))).toBe(true)
  expect(isSame(await cached.read(100, 200, never), numbers(100, 200))).toBe(true)
  expect(isSame(await cached.read(BLOCK - 2, 3 * BLOCK + 2, never), numbers(BLOCK - 2, 3 * BLOCK + 2))).toBe(true)
  expect(isSame(await cached.read(10 * BLOCK + 1, 11 * BLOCK, never), numbers(10 * BLOCK + 1, 10 * BLOCK + 5))).toBe(
    true,
  )
  expect(await cached.read(11 * BLOCK, 12 * BLOCK, never)).toEqual(new Uint8Array())
  expect(file.asked).toEqual([
    [0, BLOCK],
    [BLOCK, 4 * BLOCK],
    [10 * BLOCK, 11 * BLOCK],
  ])
})

it('keeps the latest and forgets the rest', async () => {
  const file = new Numbers(200 * BLOCK)
  const cached = new CachedReader(file)
  for (let index = 0; index < 100; index++) await cached.read(index * BLOCK, index * BLOCK + 1, never)
  await cached.read(99 * BLOCK, 99 * BLOCK + 1, never)
  expect(file.asked).toHaveLength(100)
  expect(isSame(await cached.read(0, 1, never), numbers(0, 1))).toBe(true)
  expect(file.asked).toHaveLength(101)
  // Too much to keep is passed on as it is.
  expect(isSame(await cached.read(1, 60 * BLOCK, never), numbers(1, 60 * BLOCK))).toBe(true)
  expect(file.asked.at(-1)).toEqual([1, 60 * BLOCK])
})

it('is limited in bytes and in reads', async () => {
  const limited = (limits: { bytes: number; reads: number }) => new LimitedReader(new Numbers(1000), limits)
  const bytes = limited({ bytes: 10, reads: 10 })
  expect(await bytes.read(0, 10, never)).toHaveLength(10)
  await expect(bytes.read(0, 1, never)).rejects.toThrow('no end')
  const reads = limited({ bytes: 1000, reads: 1 })
  expect(await reads.read(999, 2000, never)).toHaveLength(1)
  await expect(reads.read(1000, 2000, never)).rejects.toThrow('no end')
})
