/** A batch is over: nobody opens it any more, and an archive that is being read ends with the file under way. Its links go on. */
import type { BatchStore } from '../ports/batch-store.js'
import type { Clock } from '../ports/clock.js'
import { audit, type Actor, type AuditDeps } from './audit.js'
import type { BatchRecords } from './batch-records.js'

export interface RevokeBatchDeps extends AuditDeps {
  readonly clock: Clock
  readonly batches: Pick<BatchStore, 'revoke'>
  readonly batchRecords: Pick<BatchRecords, 'noteRevoked'>
}

/** @returns false when there is no such batch, or it was revoked before. @throws StreamBotError store_unavailable */
export async function revokeBatch(deps: RevokeBatchDeps, actor: Actor, batchId: string): Promise<boolean> {
  const isRevoked = await deps.batches.revoke(batchId, deps.clock.now())
  if (!isRevoked) return false
  deps.batchRecords.noteRevoked(batchId)
  await audit(deps, { actor, action: 'batch.revoke', target: batchId })
  return true
}
