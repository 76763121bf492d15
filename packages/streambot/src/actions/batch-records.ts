/** Batches, as the database has them; what it said last is remembered for the time that it is away, and only then. */
import type { Batch } from '../core/batch.js'
import { hasCode } from '../core/errors.js'
import { AccessMemory } from '../policy/link-access-memory.js'
import type { BatchStore } from '../ports/batch-store.js'
import type { Clock } from '../ports/clock.js'

const MAX_REMEMBERED = 500

export interface BatchRecordsDeps {
  readonly clock: Clock
  readonly batches: Pick<BatchStore, 'find'>
}

export class BatchRecords {
  readonly #batches = new AccessMemory<Batch | null>({ maxEntries: MAX_REMEMBERED })

  constructor(private readonly deps: BatchRecordsDeps) {}

  /** null: there is none. @throws StreamBotError store_unavailable when the database is away, and it was not asked for before */
  async find(batchId: string): Promise<Batch | null> {
    try {
      const batch = await this.deps.batches.find(batchId)
      this.#batches.set(batchId, batch, this.deps.clock.now())
      return batch
    } catch (error) {
      const remembered = this.#batches.get(batchId, this.deps.clock.now())
      if (remembered === undefined || !hasCode(error, 'store_unavailable')) throw error
      return remembered
    }
  }

  /** Here, right now: should the database go away next, it stays so. */
  noteRevoked(batchId: string): void {
    this.#batches.set(batchId, null, this.deps.clock.now())
  }
}
