/** What every audit log promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry } from '../core/audit-entry.js'
import type { AuditLog } from './audit-log.js'
import { jsonValues } from './setting-store.contract.js'

const FOREVER_MS = Number.MAX_SAFE_INTEGER

export function auditLogContract(create: () => Promise<AuditLog>): void {
  describe('keeps the promises of an audit log', () => {
    let log: AuditLog
    beforeEach(async () => {
      log = await create()
    })

    it('gives entries back exactly as they were written', async () => {
      expect(await log.page(FOREVER_MS, 1000)).toEqual([])
      const entries = jsonValues.map((details, at) => ({ ...entry(at, 1000 - at), details }))
      entries.push({ ...entry(99, 0), target: null, actor: 'cli', action: `"👩‍👩‍👧"\n';--\0` })
      for (const one of entries) await log.write(one)
      expect(await log.page(FOREVER_MS, 1000)).toEqual(entries)
    })

    it('keeps an entry once that is written again, and as it was first', async () => {
      await Promise.all([1, 2, 3].map(() => log.write(sampleEntry)))
      await log.write({ ...sampleEntry, actor: 'user:8' })
      expect(await log.page(FOREVER_MS, 1000)).toEqual([sampleEntry])
    })

    it('loses none of many written at once', async () => {
      const entries = Array.from({ length: 30 }, (_, at) => entry(at, 1000 - at))
      await Promise.all(entries.map((one) => log.write(one)))
      expect(await log.page(FOREVER_MS, 1000)).toEqual(entries)
    })

    it.each([1, 2, 3, 4, 1000])('goes back in pages of %i, and parts no millisecond', async (limit) => {
      const moments = [9, 8, 8, 8, 7, 7, 3]
      for (const [at, atMs] of moments.entries()) await log.write(entry(at, atMs))
      const found: AuditEntry[] = []
      for (;;) {
        const page = await log.page(found.at(-1)?.atMs ?? FOREVER_MS, limit)
        if (page.length === 0) break
        const overhang = page.slice(limit)
        expect(overhang.map(({ atMs }) => atMs)).toEqual(overhang.map(() => page[limit - 1]?.atMs))
        found.push(...page)
      }
      expect(found.map(({ atMs }) => atMs)).toEqual(moments)
      expect(new Set(found.map(({ id }) => id)).size).toBe(moments.length)
    })

    it('starts before a moment, not at it', async () => {
      for (const atMs of [5, 6]) await log.write(entry(atMs, atMs))
      expect(await log.page(6, 10)).toEqual([entry(5, 5)])
    })

    it('forgets what is older, and counts it', async () => {
      for (const atMs of [1, 2, 3, 4]) await log.write(entry(atMs, atMs))
      expect(await log.prune(3)).toBe(2)
      expect(await log.prune(3)).toBe(0)
      expect(await log.page(FOREVER_MS, 10)).toEqual([entry(4, 4), entry(3, 3)])
    })
  })
}

export const sampleEntry: AuditEntry = {
  id: '0123456789abcdef',
  atMs: 1_700_000_000_000,
  actor: 'user:7',
  action: 'settings.set',
  target: 'access.mode',
  details: { from: 'open', to: 'allow-list' },
}

function entry(number: number, atMs: number): AuditEntry {
  return { ...sampleEntry, id: `${number}`.padStart(16, '0'), atMs }
}
