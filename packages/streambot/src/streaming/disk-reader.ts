/** Reads stored parts, checks them, and lends what was wanted of them: nobody holds more than that for it. */
import { type LentBytes, lendOnce } from '../core/lent-bytes.js'
import type { PartSpan } from '../ports/file-source.js'
import type { PartFolder } from './disk-folder.js'
import { contentOf, HEADER_BYTES } from './disk-part-file.js'
import type { DiskPiece } from './disk-pieces.js'

export interface BufferSource {
  take(lengthBytes: number): Uint8Array
  giveBack(bytes: Uint8Array): void
}

export class DiskReader {
  constructor(
    private readonly folder: PartFolder,
    private readonly buffers: BufferSource,
    private readonly onUsed: (name: string) => void,
    private readonly onDamaged: (name: string) => void,
  ) {}

  /** @param pieces what holds the span. Never rejects. */
  async read(fileKey: string, span: PartSpan, pieces: readonly DiskPiece[]): Promise<LentBytes | null> {
    const [first] = pieces
    if (first && pieces.length === 1) return this.#readChecked(fileKey, span, first)
    const whole = this.#borrow(span.lengthBytes)
    let length = 0
    for (const piece of pieces) {
      const lent = await this.#readChecked(fileKey, piece.span, piece)
      if (!lent) {
        whole.release()
        return null
      }
      whole.bytes.set(lent.bytes, length)
      length += lent.bytes.byteLength
      lent.release()
    }
    return { bytes: whole.bytes.subarray(0, length), release: () => whole.release() }
  }

  /** @param wanted of the piece */
  async #readChecked(fileKey: string, wanted: PartSpan, piece: DiskPiece): Promise<LentBytes | null> {
    const { name, span, fileBytes } = piece
    const contentBytes = fileBytes - HEADER_BYTES
    const startBytes = wanted.offsetBytes - span.offsetBytes
    const wantedBytes = Math.min(wanted.lengthBytes, contentBytes - startBytes)
    if (contentBytes <= 0 || contentBytes > span.lengthBytes) this.onDamaged(name)
    else if (wantedBytes > 0) {
      const lent = this.#borrow(HEADER_BYTES + wantedBytes)
      const content = await this.#readContent(fileKey, piece, startBytes, lent.bytes)
      if (content) return { bytes: content, release: () => lent.release() }
      lent.release()
    }
    return null
  }

  async #readContent(
    fileKey: string,
    { name, span, fileBytes }: DiskPiece,
    startBytes: number,
    into: Uint8Array,
  ): Promise<Uint8Array | null> {
    try {
      const isWhole = await this.folder.read(name, fileBytes, [
        { at: 0, into: into.subarray(0, HEADER_BYTES) },
        { at: HEADER_BYTES + startBytes, into: into.subarray(HEADER_BYTES) },
      ])
      const place = { startBytes, contentBytes: fileBytes - HEADER_BYTES }
      const content = isWhole ? await contentOf(into, fileKey, span, place) : null
      if (content) this.onUsed(name)
      else this.onDamaged(name)
      return content
    } catch (error) {
      if (!isOutOfHandles(error)) this.onDamaged(name)
      return null
    }
  }

  #borrow(lengthBytes: number): LentBytes {
    const buffer = this.buffers.take(lengthBytes)
    return lendOnce(buffer, () => this.buffers.giveBack(buffer))
  }
}

/** Says nothing about the file. */
function isOutOfHandles(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'EMFILE' || code === 'ENFILE'
}
