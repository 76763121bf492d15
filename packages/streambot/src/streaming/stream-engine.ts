/** The streaming side as one thing: what streams share, and the second hand that keeps it tidy. */
import type { Clock } from '../ports/clock.js'
import type { FileSource } from '../ports/file-source.js'
import { ByteBudget } from './byte-budget.js'
import { toPartBudget } from './memory-limit.js'
import { MemoryManager, type MemoryOwner, type MemorySample, type MemorySnapshot } from './memory-manager.js'
import { PartSource } from './part-source.js'
import type { PartTier } from './part-tier.js'
import type { RangeReaderDeps } from './range-reader.js'
import { StreamRegistry } from './stream-registry.js'

export interface StreamEngineOptions {
  readonly files: Pick<FileSource, 'readPart'>
  readonly tier: PartTier | null
  readonly clock: Clock
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly memoryLimitBytes: number
  /** Others who keep bytes, and are asked to let go of them when memory is short. */
  readonly owners: readonly MemoryOwner[]
  readonly sample: () => MemorySample
  readonly collectGarbage: () => void
  readonly onLevel: (snapshot: MemorySnapshot) => void
}

export class StreamEngine implements AsyncDisposable {
  readonly streams: StreamRegistry
  readonly reading: RangeReaderDeps
  readonly memory: MemoryManager
  /** Parts that streams got, by where they came from. */
  readonly partCounts: PartSource['counts']
  readonly #tier: PartTier | null

  constructor(options: StreamEngineOptions) {
    const { files, tier, clock, now, memoryLimitBytes, owners, sample, collectGarbage, onLevel } = options
    const budget = new ByteBudget(toPartBudget(memoryLimitBytes))
    const parts = new PartSource(files, budget, now, tier)
    const streams = new StreamRegistry(clock)
    budget.onShort = () => streams.relieve()
    this.streams = streams
    this.partCounts = parts.counts
    this.reading = { parts, budget, now }
    this.#tier = tier
    this.memory = new MemoryManager({
      limitBytes: memoryLimitBytes,
      budget,
      owners: [
        { name: 'streams', bytes: () => budget.numbers().heldBytes },
        {
          name: 'cached parts',
          bytes: () => budget.numbers().cachedBytes,
          trim: () => parts.trim(),
          isUsefulWhenIdle: true,
        },
        ...owners,
      ],
      cleanups: [() => streams.sweep(), () => parts.sweep()],
      sample,
      collectGarbage,
      onLevel,
    })
    this.memory.start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.memory[Symbol.dispose]()
    await this.#tier?.[Symbol.asyncDispose]()
  }
}
