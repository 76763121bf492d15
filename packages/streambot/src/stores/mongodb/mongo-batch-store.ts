import type { Batch } from '../../core/batch.js'
import type { BatchStore } from '../../ports/batch-store.js'
import type { Collections } from './collections.js'
import { toBatch, toBatchDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { prune } from './prune.js'
import { isDuplicateKey } from './translate-error.js'

export class MongoBatchStore implements BatchStore {
  constructor(
    private readonly batches: Collections['batches'],
    private readonly calls: MongoCalls,
  ) {}

  async add(batch: Batch): Promise<void> {
    try {
      await this.calls.once(() => this.batches.insertOne(toBatchDocument(batch)))
    } catch (error) {
      if (isDuplicateKey(error)) throw new Error(`There is a batch ${batch.id} already`, { cause: error })
      throw error
    }
  }

  async find(batchId: string): Promise<Batch | null> {
    const document = await this.calls.repeatable(() => this.batches.findOne({ _id: batchId }))
    return document && toBatch(document)
  }

  async revoke(batchId: string, atMs: number): Promise<boolean> {
    const revoking = () => this.batches.updateOne({ _id: batchId, revokedAtMs: null }, { $set: { revokedAtMs: atMs } })
    return (await this.calls.once(revoking)).modifiedCount > 0
  }

  prune(beforeMs: number): Promise<number> {
    const isOver = { $or: [{ expiresAtMs: { $lt: beforeMs } }, { revokedAtMs: { $lt: beforeMs } }] }
    return prune(this.batches, this.calls, isOver)
  }
}
