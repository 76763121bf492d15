/** Thumbnails, looked up and fetched as parts of files are: by whichever client can, with fresh references and at the right data centre. */
import { hasCode } from '../../core/errors.js'
import { partLengthFor } from '../../core/part-length.js'
import type { Thumbnails } from '../../ports/thumbnails.js'
import type { LocatedFile } from './media.js'
import type { TelegramFileSource } from './telegram-file-source.js'

export class TelegramThumbnails implements Thumbnails {
  constructor(private readonly files: Pick<TelegramFileSource, 'find' | 'readPart'>) {}

  async has(logMessageId: number, signal: AbortSignal): Promise<boolean> {
    return (await this.#find(logMessageId, signal)) !== null
  }

  async read(logMessageId: number, fileKey: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const found = await this.#find(logMessageId, signal)
    if (!found) return null
    const part = { offsetBytes: 0, lengthBytes: partLengthFor(found.sizeBytes) }
    const ask = { logMessageId, fileKey, part, streamId: `thumbnail ${logMessageId}`, isOfThumbnail: true }
    try {
      const lent = await this.files.readPart(ask, signal)
      try {
        return Uint8Array.from(lent.bytes)
      } finally {
        lent.release()
      }
    } catch (error) {
      if (hasCode(error, 'file_gone')) return null
      throw error
    }
  }

  async #find(logMessageId: number, signal: AbortSignal): Promise<LocatedFile['thumbnail']> {
    return (await this.files.find(logMessageId, signal))?.thumbnail ?? null
  }
}
