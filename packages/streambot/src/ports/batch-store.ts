/** Lists of links under one address. Every verb is atomic; a resolved promise means the change survives a crash of the process. */
import type { Batch } from '../core/batch.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface BatchStore {
  /** Durable when resolved. Rejects an id that exists, and keeps the first. */
  add(batch: Batch): Promise<void>
  /** null: never existed here. Revoked and expired ones are returned as they are. */
  find(batchId: string): Promise<Batch | null>
  /** Its links go on. @returns false when there is no such batch, or it was revoked before: the first moment stays */
  revoke(batchId: string, atMs: number): Promise<boolean>
  /** Forgets those that expired or were revoked before. @returns how many */
  prune(beforeMs: number): Promise<number>
}
