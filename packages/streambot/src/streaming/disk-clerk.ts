/**
 * Everything that changes the folder, one thing after the other: what was found at the start, removals, then writes. So the limit
 * holds at every moment, also while a part is being written: room is made first. Reads go past it.
 */
import type { Clock } from '../ports/clock.js'
import type { PartSpan } from '../ports/file-source.js'
import type { PartFolder, StoredPart } from './disk-folder.js'
import { type DiskIndex, spaceOf } from './disk-index.js'
import type { DiskOutage } from './disk-outage.js'
import { fileIdIn, fileIdOf, HEADER_BYTES, headerOf, partName } from './disk-part-file.js'
import { MAX_PART_BYTES } from './plan-parts.js'

/** More waits only where the disk is slower than Telegram for longer: then not everything can be kept anyway. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** What the index needs in memory stays below some 64 MiB. */
const MAX_PARTS = 2 ** 18
const MAX_FORGOTTEN = 10_000

interface Write {
  readonly name: string
  readonly fileKey: string
  readonly span: PartSpan
  readonly content: Uint8Array
  /** The file was forgotten meanwhile. */
  isVoid: boolean
  readonly settle: () => void
}

export class DiskClerk {
  readonly #writes = new Map<string, Write>()
  #waitingBytes = 0
  /** The one whose bytes are being read. */
  #current: Write | null = null
  /** No longer in the index, but still on the disk. */
  readonly #doomed = new Set<string>()
  /** Files forgotten before it was known what there is. */
  readonly #forgotten = new Set<string>()
  #isKnown = false
  #onLooked = () => {}
  /** Settles when it is known what there is, or that this cannot be known for now. */
  readonly whenLooked = new Promise<void>((resolve) => (this.#onLooked = resolve))
  /** The folder is there, as far as we know. */
  #isPrepared = false
  #isClosed = false
  #work: Promise<void> | null = null

  constructor(
    private readonly folder: PartFolder,
    private readonly index: DiskIndex,
    private readonly limitBytes: number,
    private readonly outage: DiskOutage,
    private readonly clock: Clock,
  ) {
    this.#wake()
  }

  /** Settles when `content` is no longer read. */
  write(fileKey: string, span: PartSpan, content: Uint8Array): Promise<void> {
    const name = partName(fileKey, span)
    if (!this.#wants(name, content)) return Promise.resolve()
    return new Promise((settle) => {
      this.#waitingBytes += spaceOf(content.byteLength)
      this.#writes.set(name, { name, fileKey, span, content, isVoid: false, settle })
      this.#wake()
    })
  }

  /** From now on the part is not there; soon its file is not either. */
  discard(name: string): void {
    if (!this.index.remove(name)) return
    this.#doomed.add(name)
    this.#wake()
  }

  forget(fileKey: string): void {
    const fileId = fileIdOf(fileKey)
    for (const name of this.index.ofFile(fileId)) this.discard(name)
    for (const [name, write] of this.#writes) write.isVoid ||= fileIdIn(name) === fileId
    if (!this.#isKnown && this.#forgotten.size < MAX_FORGOTTEN) this.#forgotten.add(fileId)
  }

  /** Settles when there is nothing left to do, or nothing that can be done now. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work
  }

  /** Begins nothing more; settles when what was begun has ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#dropWrites()
    await this.#work
  }

  #wants(name: string, content: Uint8Array): boolean {
    if (this.#isClosed || !this.outage.isWorthTrying) return false
    if (this.#waitingBytes + spaceOf(content.byteLength) > MAX_WAITING_BYTES) return false
    if (content.byteLength === 0 || content.byteLength > MAX_PART_BYTES) return false
    if (spaceOf(HEADER_BYTES + content.byteLength) > this.limitBytes) return false
    return !this.index.has(name) && !this.#writes.has(name)
  }

  #wake(): void {
    this.#work ??= this.#workOff()
  }

  async #workOff(): Promise<void> {
    await Promise.resolve() // whoever woke it finishes first
    while (this.#hasWork()) {
      try {
        await this.#doNext()
      } catch (error) {
        this.outage.failed(error)
        this.#isPrepared = false // somebody may have removed it
        this.#dropWrites()
      } finally {
        this.#settleCurrent() // after the outage is known: whoever hears of it may write the next one
      }
    }
    this.#work = null
    this.#onLooked()
  }

  #hasWork(): boolean {
    if (this.#isClosed || !this.outage.isWorthTrying) return false
    return !this.#isKnown || this.#doomed.size > 0 || this.#writes.size > 0
  }

  async #doNext(): Promise<void> {
    if (!this.#isPrepared) await this.folder.prepare()
    this.#isPrepared = true
    if (!this.#isKnown) await this.#learn()
    await this.#removeDoomed()
    const [write] = this.#writes.values()
    if (!write || this.#isClosed) return
    this.#current = write
    await this.#store(write)
    this.outage.succeeded()
  }

  #settleCurrent(): void {
    const write = this.#current
    this.#current = null
    if (write) this.#settle(write)
  }

  async #learn(): Promise<void> {
    const found: StoredPart[] = []
    for await (const part of this.folder.list()) {
      if (this.#isClosed) return
      found.push(part)
    }
    found.sort((a, b) => a.usedAtMs - b.usedAtMs)
    for (const { name, fileBytes } of found) this.index.add(name, fileBytes)
    this.#isKnown = true
    this.#onLooked()
    // Too many to remember: better to begin anew than to answer what is gone.
    if (this.#forgotten.size >= MAX_FORGOTTEN) for (const { name } of found) this.discard(name)
    for (const fileId of this.#forgotten) for (const name of this.index.ofFile(fileId)) this.discard(name)
    this.#forgotten.clear()
    this.#makeRoom(0, 0)
  }

  async #store(write: Write): Promise<void> {
    const { name, fileKey, span, content } = write
    const fileBytes = HEADER_BYTES + content.byteLength
    const header = await headerOf(fileKey, span, content)
    this.#makeRoom(spaceOf(fileBytes), 1)
    await this.#removeDoomed()
    if (write.isVoid || this.#isClosed) return
    await this.folder.write(name, [header, content], this.clock.now())
    this.index.add(name, fileBytes)
    if (write.isVoid) this.discard(name)
  }

  #makeRoom(bytes: number, parts: number): void {
    while (this.index.usedBytes + bytes > this.limitBytes || this.index.count + parts > MAX_PARTS) {
      const oldest = this.index.oldest()
      if (oldest === null) return
      this.discard(oldest)
    }
  }

  async #removeDoomed(): Promise<void> {
    for (const name of this.#doomed) {
      await this.folder.remove(name)
      this.#doomed.delete(name)
    }
  }

  #dropWrites(): void {
    for (const write of this.#writes.values()) if (write !== this.#current) this.#settle(write)
  }

  #settle(write: Write): void {
    this.#writes.delete(write.name)
    this.#waitingBytes -= spaceOf(write.content.byteLength)
    write.settle()
  }
}
