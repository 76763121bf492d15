import { expect, it } from 'vitest'
import { sampleBatch } from '../ports/batch-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { revokeBatch } from './revoke-batch.js'

it('a batch is revoked once: this instance knows at once, and it is written down', async () => {
  const stores = openMemoryStores()
  await stores.batches.add(sampleBatch)
  const noted: string[] = []
  const deps = {
    clock: { now: () => 5000 },
    randomness: { bytes: (length: number) => new Uint8Array(length) },
    batches: stores.batches,
    batchRecords: { noteRevoked: (batchId: string) => void noted.push(batchId) },
    audit: stores.audit,
    onAuditTrouble: () => expect.unreachable('the audit log takes entries'),
  }
  expect(await revokeBatch(deps, 'user:7', sampleBatch.id)).toBe(true)
  expect(await revokeBatch(deps, 'user:7', sampleBatch.id)).toBe(false)
  expect(await revokeBatch(deps, 'user:7', 'unknown')).toBe(false)
  expect((await stores.batches.find(sampleBatch.id))?.revokedAtMs).toBe(5000)
  expect(noted).toEqual([sampleBatch.id])
  const entry = { actor: 'user:7', action: 'batch.revoke', target: sampleBatch.id, atMs: 5000 }
  expect(await stores.audit.page(Infinity, 10)).toMatchObject([entry])
})
