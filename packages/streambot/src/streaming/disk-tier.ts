/**
 * Parts in a folder, for what no longer fits in memory and for after a restart. It takes no more room than its limit and gives
 * up the least recently used part first. Every part is checked whenever it is read; one that is not exactly what was
 * written is removed and counts as missing, as does one that the disk does not hand out in time.
 */
import type { LentBytes } from '../core/lent-bytes.js'
import { untilAborted } from '../core/until-aborted.js'
import type { Clock } from '../ports/clock.js'
import type { PartSpan } from '../ports/file-source.js'
import { DiskClerk } from './disk-clerk.js'
import type { PartFolder } from './disk-folder.js'
import { DiskIndex } from './disk-index.js'
import { DiskOutage, type DiskReports } from './disk-outage.js'
import { findPieces } from './disk-pieces.js'
import { type BufferSource, DiskReader } from './disk-reader.js'
import type { PartTier } from './part-tier.js'

/** Telegram answers sooner than a disk that takes longer. */
const READ_TIMEOUT_MS = 2_000
/** Hundreds of thousands of parts take longer to look through; nobody waits for that. */
const START_TIMEOUT_MS = 1_000
/** A disk that hangs keeps this many buffers, no more. */
const MAX_READS_AT_ONCE = 64
const CLOSE_TIMEOUT_MS = 5_000

export interface DiskTierOptions {
  readonly folder: PartFolder
  readonly limitBytes: number
  readonly buffers: BufferSource
  readonly clock: Clock
  readonly reports: DiskReports
  readonly startTimeoutMs?: number
  readonly readTimeoutMs?: number
  readonly closeTimeoutMs?: number
}

export class DiskTier implements PartTier {
  readonly #index = new DiskIndex()
  readonly #clerk: DiskClerk
  readonly #reader: DiskReader
  /** Settles at the latest a while after the start, whatever the disk does. */
  #starting: Promise<void> | null
  readonly #reads = new Set<Promise<unknown>>()
  #isClosed = false

  /** Looks through the folder in the background; reads wait for that, but not for long: then everything is missing until it is done. */
  constructor(private readonly options: DiskTierOptions) {
    const { folder, buffers, clock } = options
    const outage = new DiskOutage(clock, options.reports)
    // It is gone by now, or cannot be changed: that matters only after a restart.
    const touch = (name: string) => void this.#track(folder.touch(name, clock.now()).catch(() => {}))
    this.#reader = new DiskReader(folder, buffers, touch, (name) => this.#clerk.discard(name))
    this.#clerk = new DiskClerk(folder, this.#index, options.limitBytes, outage, clock)
    this.#starting = withTimeout(this.#clerk.whenLooked, options.startTimeoutMs ?? START_TIMEOUT_MS).then(() => {
      this.#starting = null
    })
  }

  /** What the parts take from the limit. */
  get usedBytes(): number {
    return this.#index.usedBytes
  }

  /** Settles when the folder has been looked through and nothing waits to be written or removed. */
  idle(): Promise<void> {
    return this.#clerk.idle()
  }

  async read(fileKey: string, span: PartSpan, signal: AbortSignal): Promise<LentBytes | null> {
    signal.throwIfAborted()
    if (this.#starting) await untilAborted(this.#starting, signal)
    if (this.#isClosed || this.#reads.size >= MAX_READS_AT_ONCE) return null
    const pieces = findPieces(this.#index, fileKey, span)
    if (!pieces) return null
    for (const { name } of pieces) this.#index.touch(name)

    const load = this.#track(this.#reader.read(fileKey, span, pieces))
    const lent = await this.#inTime(load, signal).catch((error: unknown) => {
      // The disk goes on into the buffer, which is given back after that.
      void load.then((late) => late?.release())
      throw error
    })
    // Forgotten while it was on its way.
    if (pieces.every(({ name }) => this.#index.has(name))) return lent
    lent?.release()
    return null
  }

  write(fileKey: string, span: PartSpan, bytes: Uint8Array): Promise<void> {
    return this.#clerk.write(fileKey, span, bytes)
  }

  forget(fileKey: string): void {
    this.#clerk.forget(fileKey)
  }

  /** Waits for what is under way, unless the disk hangs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await withTimeout(this.#close(), this.options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS)
  }

  async #close(): Promise<void> {
    await this.#clerk.close()
    while (this.#reads.size > 0) await Promise.all(this.#reads)
  }

  /** null after the time limit. */
  async #inTime(load: Promise<LentBytes | null>, signal: AbortSignal): Promise<LentBytes | null> {
    let isLate = false
    const timeout = withTimeout(load, this.options.readTimeoutMs ?? READ_TIMEOUT_MS).then((inTime) => {
      isLate = !inTime
    })
    await untilAborted(timeout, signal)
    if (!isLate) return load
    void load.then((late) => late?.release())
    return null
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#reads.add(work)
    void work.finally(() => this.#reads.delete(work))
    return work
  }
}

/** Resolves with whether `work` was settled in time. */
function withTimeout(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs)
    const done = () => {
      clearTimeout(timer)
      resolve(true)
    }
    work.then(done, done)
  })
}
