import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutParts } from './cut-parts.js'

async function* from(chunks: readonly Uint8Array[]) {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

describe('cutParts', () => {
  it('gives the same bytes in parts of one size, the last one shorter and none empty, however they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.integer({ min: 1, max: 17 }),
        async (chunks, size) => {
          const parts: Uint8Array[] = []
          for await (const part of cutParts(from(chunks), size)) parts.push(part)
          expect(Buffer.concat(parts).equals(Buffer.concat(chunks))).toBe(true)
          for (const part of parts.slice(0, -1)) expect(part).toHaveLength(size)
          for (const part of parts) expect(part.length).toBeGreaterThan(0)
          expect(new Set(parts.map(({ buffer }) => buffer)).size).toBe(parts.length)
        },
      ),
    )
  })
})
