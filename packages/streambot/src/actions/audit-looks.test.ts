import { expect, it } from 'vitest'
import type { AuditEntry } from '../core/audit-entry.js'
import { auditLooks } from './audit-looks.js'

it('writes a look down once in an hour, of each admin, into each thing', async () => {
  const written: AuditEntry[] = []
  let nowMs = 0
  const looked = auditLooks({
    clock: { now: () => nowMs },
    randomness: { bytes: (length) => new Uint8Array(length) },
    audit: { write: (entry) => Promise.resolve(void written.push(entry)) },
    onAuditTrouble: (error) => expect.fail(String(error)),
  })
  for (let n = 0; n < 100; n++) await looked('user:1', 'user.look', 'user:7')
  await looked('user:2', 'user.look', 'user:7')
  await looked('user:1', 'user.look', 'user:8')
  await looked('user:1', 'links.look', 'user:7')
  expect(written.map(({ actor, action, target }) => `${actor} ${action} ${target}`)).toEqual([
    'user:1 user.look user:7',
    'user:2 user.look user:7',
    'user:1 user.look user:8',
    'user:1 links.look user:7',
  ])
  nowMs = 3_600_000
  await looked('user:1', 'user.look', 'user:7')
  expect(written).toHaveLength(5)
})

it('writes looks down again when the clock was set back', async () => {
  const written: AuditEntry[] = []
  let nowMs = 86_400_000
  const looked = auditLooks({
    clock: { now: () => nowMs },
    randomness: { bytes: (length) => new Uint8Array(length) },
    audit: { write: (entry) => Promise.resolve(void written.push(entry)) },
    onAuditTrouble: (error) => expect.fail(String(error)),
  })
  await looked('user:1', 'user.look', 'user:7')
  nowMs = 0
  await looked('user:1', 'user.look', 'user:7')
  expect(written).toHaveLength(2)
})
