/** A request's body becomes a file on disk, whole or not at all. */
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** @throws TooLargeError beyond `maxBytes`, and whatever ended the body early; either way nothing is left on disk */
export async function receiveUpload(
  body: Readable,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(body, (chunks: AsyncIterable<Buffer>) => limited(chunks, maxBytes), createWriteStream(path), {
      signal,
    })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function* limited(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let received = 0
  for await (const chunk of chunks) {
    received += chunk.length
    if (received > maxBytes) throw new TooLargeError()
    yield chunk
  }
}
