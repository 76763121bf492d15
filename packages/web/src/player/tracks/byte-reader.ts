/** Bytes of a film, wherever they come from. What is read of a container asks for them as it needs them, and knows where they end. */
export interface ByteReader {
  readonly sizeBytes: number
  /** Exactly these bytes, or fewer where the file ends. @param end exclusive */
  read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>
}

/** The file is not what its kind promises: broken, or made to mislead. */
export class BrokenFileError extends Error {
  override readonly name = 'BrokenFileError'
}

/** Lets no more through than so many bytes and reads: a file that leads from place to place for ever ends here. */
export class LimitedReader implements ByteReader {
  #leftBytes: number
  #leftReads: number

  constructor(
    private readonly reader: ByteReader,
    limits: { readonly bytes: number; readonly reads: number },
  ) {
    this.#leftBytes = limits.bytes
    this.#leftReads = limits.reads
  }

  get sizeBytes(): number {
    return this.reader.sizeBytes
  }

  async read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    this.#leftReads -= 1
    this.#leftBytes -= Math.max(0, Math.min(end, this.sizeBytes) - start)
    if (this.#leftReads < 0 || this.#leftBytes < 0)
      throw new BrokenFileError('The file has no end of things to look at')
    return this.reader.read(start, end, signal)
  }
}
