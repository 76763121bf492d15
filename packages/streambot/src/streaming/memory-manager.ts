/**
 * Watches what the process uses and keeps it below a limit. Every second it lets everything that collects things clean up; as
 * memory runs short it empties the cache, then halves what streams may read ahead in, then refuses new ones until the rest have ended.
 */
import type { BudgetNumbers, ByteBudget } from './byte-budget.js'
import { isAtLeast, toPressureLevel, type PressureLevel } from './memory-pressure.js'

const TICK_MS = 1000
const TICKS_BETWEEN_COLLECTIONS = 10

/** Whoever keeps bytes. */
export interface MemoryOwner {
  readonly name: string
  bytes(): number
  /** Lets go of all it can do without. */
  trim?(): void
  /** Keeps what it has when no stream is open: the next one may want it. */
  readonly isUsefulWhenIdle?: boolean
}

export interface MemorySample {
  readonly rss: number
  readonly heapUsed: number
  readonly external: number
  readonly arrayBuffers: number
}

export interface MemorySnapshot {
  readonly level: PressureLevel
  readonly limitBytes: number
  readonly rssBytes: number
  readonly heapUsedBytes: number
  readonly externalBytes: number
  readonly arrayBufferBytes: number
  readonly budget: BudgetNumbers
  readonly owners: readonly { readonly name: string; readonly bytes: number }[]
}

export interface MemoryManagerOptions {
  readonly limitBytes: number
  readonly budget: ByteBudget
  readonly owners: readonly MemoryOwner[]
  /** Run every second: what is old or over is dropped. */
  readonly cleanups: readonly (() => void)[]
  readonly sample: () => MemorySample
  /** Takes some hundredth parts of a second, in which nothing else happens. */
  readonly collectGarbage: () => void
  readonly onLevel: (snapshot: MemorySnapshot) => void
}

export class MemoryManager implements Disposable {
  #level: PressureLevel = 'normal'
  #timer: NodeJS.Timeout | null = null
  #ticksSinceCollection = TICKS_BETWEEN_COLLECTIONS

  constructor(private readonly options: MemoryManagerOptions) {}

  /** Does not keep the process alive. */
  start(): void {
    this.#timer ??= setInterval(() => this.tick(), TICK_MS).unref()
  }

  tick(): void {
    const { budget, owners, cleanups, limitBytes, sample, onLevel } = this.options
    for (const clean of cleanups) clean()
    const before = this.#level
    this.#level = toPressureLevel(before, sample().rss / limitBytes)
    const isIdle = budget.numbers().streams === 0
    const isWorse = this.#level !== before && isAtLeast(this.#level, before)
    for (const owner of owners) {
      if (isWorse || (isIdle && !owner.isUsefulWhenIdle)) owner.trim?.()
    }
    budget.isCaching = this.#level === 'normal'
    budget.softLimitBytes = isAtLeast(this.#level, 'short') ? budget.limitBytes / 2 : budget.limitBytes
    // With no stream open it is not streams that fill the memory, and refusing them would never end.
    budget.isClosed = this.#level === 'full' && !isIdle
    this.#collectWhenShort()
    if (this.#level !== before) onLevel(this.snapshot())
  }

  snapshot(): MemorySnapshot {
    const { budget, owners, limitBytes, sample } = this.options
    const { rss, heapUsed, external, arrayBuffers } = sample()
    return {
      level: this.#level,
      limitBytes,
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      externalBytes: external,
      arrayBufferBytes: arrayBuffers,
      budget: budget.numbers(),
      owners: owners.map((owner) => ({ name: owner.name, bytes: owner.bytes() })),
    }
  }

  #collectWhenShort(): void {
    this.#ticksSinceCollection++
    if (!isAtLeast(this.#level, 'short') || this.#ticksSinceCollection < TICKS_BETWEEN_COLLECTIONS) return
    this.#ticksSinceCollection = 0
    this.options.collectGarbage()
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }
}
