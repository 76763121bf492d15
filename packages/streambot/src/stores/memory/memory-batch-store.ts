import type { Batch } from '../../core/batch.js'
import type { BatchStore } from '../../ports/batch-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_BATCHES = 10_000

/** Forgets the oldest batch when full; its links go on. */
export class MemoryBatchStore implements BatchStore {
  readonly batches = new BoundedMap<string, Batch>(MAX_BATCHES)

  add(batch: Batch): Promise<void> {
    if (this.batches.has(batch.id)) return Promise.reject(new Error(`There is a batch ${batch.id} already`))
    this.batches.set(batch.id, batch)
    return Promise.resolve()
  }

  find(batchId: string): Promise<Batch | null> {
    return Promise.resolve(this.batches.get(batchId) ?? null)
  }

  revoke(batchId: string, atMs: number): Promise<boolean> {
    const batch = this.batches.get(batchId)
    if (batch?.revokedAtMs !== null) return Promise.resolve(false)
    this.batches.set(batchId, { ...batch, revokedAtMs: atMs })
    return Promise.resolve(true)
  }

  prune(beforeMs: number): Promise<number> {
    let pruned = 0
    for (const { id, expiresAtMs, revokedAtMs } of this.batches.values()) {
      if (Math.min(expiresAtMs ?? Infinity, revokedAtMs ?? Infinity) < beforeMs && this.batches.delete(id)) pruned++
    }
    return Promise.resolve(pruned)
  }
}
