import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lend } from '../core/lent-bytes.fixture.js'
import type { FileSource, PartSpan } from '../ports/file-source.js'
import { ByteBudget } from './byte-budget.js'
import { readRange } from './read-range.js'

const never = new AbortController().signal
const MIB = 1024 * 1024
const zeroes = new Uint8Array(MIB)
const plenty = () => new ByteBudget(100 * MIB)

function sourceOf(content: Uint8Array) {
  const asked: PartSpan[] = []
  const released: PartSpan[] = []
  const files: Pick<FileSource, 'readPart'> = {
    async readPart({ part }) {
      asked.push(part)
      await Promise.resolve()
      return lend(content.subarray(part.offsetBytes, part.offsetBytes + part.lengthBytes), () => released.push(part))
    },
  }
  return { files, asked, released }
}

const pattern = Uint8Array.from({ length: 3_500_001 }, (_, i) => (i * 31 + (i >> 8)) & 0xff)

describe('readRange', () => {
  it('yields exactly the bytes of any range', async () => {
    const anyRange = fc
      .tuple(fc.nat(pattern.length - 1), fc.nat(pattern.length - 1))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
    await fc.assert(
      fc.asyncProperty(anyRange, async (range) => {
        const chunks: Uint8Array[] = []
        for await (const chunk of readRange(sourceOf(pattern).files, 1, pattern.length, range, plenty(), never)) {
          chunks.push(chunk.bytes)
        }
        const expected = Buffer.from(pattern.buffer, range.start, range.end - range.start + 1)
        expect(Buffer.concat(chunks).equals(expected)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('never asks for more than 4 MiB and a part ahead of a fast reader', async () => {
    const size = 64 * MIB
    let aheadBytes = 0
    let peakBytes = 0
    const files: Pick<FileSource, 'readPart'> = {
      async readPart({ part }) {
        peakBytes = Math.max(peakBytes, (aheadBytes += part.lengthBytes))
        await nextTurn()
        return lend(zeroes.subarray(0, part.lengthBytes))
      },
    }
    for await (const { bytes } of readRange(files, 1, size, { start: 0, end: size - 1 }, plenty(), never)) {
      aheadBytes -= bytes.byteLength
    }
    expect(peakBytes).toBeGreaterThanOrEqual(4 * MIB)
    expect(peakBytes).toBeLessThanOrEqual(5 * MIB)
  })

  it('holds no more than 256 KiB for a reader who is slower than Telegram', async () => {
    const size = 64 * MIB
    let heldBytes = 0
    const files: Pick<FileSource, 'readPart'> = {
      readPart: ({ part }) => {
        heldBytes += part.lengthBytes
        return Promise.resolve(lend(zeroes.subarray(0, part.lengthBytes), () => (heldBytes -= part.lengthBytes)))
      },
    }
    let taken = 0
    for await (const lent of readRange(files, 1, size, { start: 0, end: size - 1 }, plenty(), never)) {
      await nextTurn() // everything asked for has come by now
      if (++taken > 50) expect(heldBytes).toBeLessThanOrEqual(256 * 1024)
      lent.release()
    }
    expect(taken).toBeGreaterThan(100)
    expect(heldBytes).toBe(0)
  })

  it('cancels what is in flight when the reader leaves', async () => {
    const { files, asked } = sourceOf(pattern)
    const signals: AbortSignal[] = []
    const watched: Pick<FileSource, 'readPart'> = {
      readPart(ask, signal) {
        signals.push(signal)
        return files.readPart(ask, signal)
      },
    }
    for await (const _ of readRange(watched, 1, pattern.length, { start: 0, end: pattern.length - 1 }, plenty(), never))
      break
    expect(signals.every((signal) => signal.aborted)).toBe(true)
    expect(asked.length).toBeLessThanOrEqual(4)
  })

  it('gives back the parts nobody will read when the reader leaves', async () => {
    const { files, asked, released } = sourceOf(pattern)
    let taken = 0
    for await (const _ of readRange(files, 1, pattern.length, { start: 0, end: pattern.length - 1 }, plenty(), never)) {
      if (++taken === 3) break
    }
    await Promise.resolve()
    expect(asked.length).toBeGreaterThan(3)
    expect(released).toEqual(asked.slice(3))
  })

  it('ends with an error instead of passing on a part of the wrong length', async () => {
    const short: Pick<FileSource, 'readPart'> = {
      readPart: ({ part }) => Promise.resolve(lend(new Uint8Array(part.lengthBytes - 1))),
    }
    const read = readRange(short, 1, 5_000_000, { start: 0, end: 4_999_999 }, plenty(), never)
    await expect(read.next()).rejects.toThrow('instead of 131072')
  })

  it('reports a failure of a later part only when the reader gets there', async () => {
    const failing: Pick<FileSource, 'readPart'> = {
      readPart: ({ part }) =>
        part.offsetBytes === 0
          ? Promise.resolve(lend(new Uint8Array(part.lengthBytes)))
          : Promise.reject(new Error('later')),
    }
    const read = readRange(failing, 1, 5_000_000, { start: 0, end: 4_999_999 }, plenty(), never)
    expect((await read.next()).done).toBe(false)
    await expect(read.next()).rejects.toThrow('later')
  })

  it('throws the reason when aborted', async () => {
    const abort = new AbortController()
    const read = readRange(
      sourceOf(pattern).files,
      1,
      pattern.length,
      { start: 0, end: pattern.length - 1 },
      plenty(),
      abort.signal,
    )
    await read.next()
    abort.abort(new Error('client closed'))
    await expect(read.next()).rejects.toThrow('client closed')
  })
})
