import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readAtPace } from './read-at-pace.js'

const KIB = 1024

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A chunk after so long, again and again. */
async function* sent(chunkBytes: number, everyMs: number, chunks: number): AsyncGenerator<Uint8Array> {
  for (let sentChunks = 0; sentChunks < chunks; sentChunks++) {
    await new Promise((resolve) => setTimeout(resolve, everyMs))
    yield new Uint8Array(chunkBytes)
  }
}

/** @param keepMs how long each chunk is worked on */
async function read(body: AsyncIterable<Uint8Array>, keepMs = 0): Promise<number | string> {
  let gotBytes = 0
  const reading = (async () => {
    for await (const chunk of readAtPace(body, new AbortController().signal)) {
      gotBytes += chunk.length
      if (keepMs > 0) await new Promise((resolve) => setTimeout(resolve, keepMs))
    }
    return gotBytes
  })().catch((error: unknown) => `${(error as { code: string }).code} after ${gotBytes}`)
  await vi.advanceTimersByTimeAsync(3_600_000)
  return reading
}

describe('a body', () => {
  it('that drips is given up after a minute, as one that stands still', async () => {
    expect(await read(sent(1, 25_000, 10))).toBe('upload_stalled after 2')
    expect(await read(sent(1, 61_000, 1))).toBe('upload_stalled after 0')
  })

  it('is given up as well when it begins to drip later', async () => {
    async function* slowing() {
      yield* sent(256 * KIB, 10, 4)
      yield* sent(KIB, 10_000, 100)
    }
    expect(await read(slowing())).toBe(`upload_stalled after ${(1024 + 5) * KIB}`)
  })

  it('may take as long as it takes at 64 KiB a minute, and be small', async () => {
    expect(await read(sent(32 * KIB, 29_000, 40))).toBe(40 * 32 * KIB)
    expect(await read(sent(1, 10_000, 5))).toBe(5)
  })

  it('is not held to the time its chunks are worked on', async () => {
    expect(await read(sent(16 * KIB, 10, 20), 90_000)).toBe(20 * 16 * KIB)
  })
})
