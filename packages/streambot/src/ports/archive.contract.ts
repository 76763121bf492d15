/** What every archive promises: a copy through it is the same store again. */
import { describe, expect, it } from 'vitest'
import { newcomer } from '../core/user.js'
import type { ArchiveRecord } from './archive.js'
import { sampleBroadcast } from './broadcast-store.contract.js'
import { sampleLink } from './link-store.contract.js'
import { answersOf, changeEverything, limitedLink, NOW_MS, wish, writeEverything } from './stores-contents.fixture.js'
import type { Stores } from './stores.js'
import { sampleProfile } from './user-store.contract.js'

export function archiveContract(create: () => Promise<Stores>): void {
  describe('keeps the promises of an archive', () => {
    it('holds nothing at first', async () => {
      expect(await recordsOf(await create())).toEqual([])
    })

    it('holds every kind of record, each once, a link before its readers', async () => {
      const stores = await create()
      await writeEverything(stores)
      const found: string[] = []
      for await (const record of stores.archive.records()) found.push(identityOf(record))
      expect([...found].sort()).toEqual(identities)
      expect(found.indexOf(`link ${limitedLink.id}`)).toBeLessThan(found.indexOf(`reader ${limitedLink.id} one`))
    })

    it.each([1, 4, 1000])('survives a copy and back, %i records at a time', async (batch) => {
      const [original, copy] = [await create(), await create()]
      await writeEverything(original)
      const [records, answers] = [await recordsOf(original), await answersOf(original)]
      await copyAll(original, copy, batch)
      expect(await recordsOf(copy)).toEqual(records)
      expect(await answersOf(copy)).toEqual(answers)
      await copyAll(copy, original, batch)
      expect(await recordsOf(original)).toEqual(records)
      expect(await answersOf(original)).toEqual(answers)
    })

    it('goes on counting in a copy where the original was', async () => {
      const [original, copy] = [await create(), await create()]
      await writeEverything(original)
      await copyAll(original, copy)
      expect(await copy.links.consumeDownload(limitedLink.id, 'one', NOW_MS)).toBe('known')
      expect(await copy.links.consumeDownload(limitedLink.id, 'two', NOW_MS)).toBe('counted')
      expect(await copy.links.consumeDownload(limitedLink.id, 'three', NOW_MS)).toBe('exhausted')
      expect(await copy.windows.take([wish], NOW_MS + 2)).toMatchObject({ ok: true, answers: [{ remaining: 0 }] })
      const report = { reporter: 'copy', sequence: 1, month: '2026-11', bytesByUser: new Map([[7, 1]]) }
      const totals = { serviceBytes: 2 ** 47 + 31, bytesByUser: new Map([[7, 2 ** 47 + 1]]) }
      expect(await copy.bandwidth.add(report)).toEqual(totals)
      expect(await copy.keys.addFirst({ id: 9, secret: new Uint8Array(32), createdAtMs: 1 })).toHaveLength(2)
      expect(
        await copy.broadcasts.advance(sampleBroadcast.id, 50, { cursor: 60, sent: 1, unreachable: 0, failed: 0 }),
      ).toBe(true)
    })

    it('may be interrupted and started again', async () => {
      const [original, copy] = [await create(), await create()]
      await writeEverything(original)
      const records = await recordsOf(original)
      await copy.archive.restore(records.filter(({ kind }) => kind !== 'reader').slice(5))
      await copyAll(original, copy)
      await copyAll(original, copy, 3)
      expect(await recordsOf(copy)).toEqual(records)
    })

    it('puts a record in place of the one that has its identity', async () => {
      const [original, changed] = [await create(), await create()]
      await writeEverything(original)
      await copyAll(original, changed)
      await changeEverything(changed)
      const records = await recordsOf(changed)
      await copyAll(changed, original)
      expect(await recordsOf(original)).toEqual(records)
      expect(await answersOf(original)).toEqual(await answersOf(changed))
    })

    it('passes over a reader of a link that is not there', async () => {
      const stores = await create()
      await stores.archive.restore([{ kind: 'reader', value: { linkId: limitedLink.id, reader: 'one' } }])
      expect(await recordsOf(stores)).toEqual([])
    })

    it('takes a window that is empty for one that was never counted in', async () => {
      const stores = await create()
      await stores.archive.restore([{ kind: 'window', value: { key: wish.key, windowMs: 1000, moments: [] } }])
      expect(await stores.windows.peek(wish, NOW_MS)).toEqual({ ok: true, remaining: 3, resetMs: 0 })
      expect(await stores.windows.take([wish], NOW_MS)).toMatchObject({ ok: true, answers: [{ remaining: 2 }] })
    })

    it('loses nothing of thousands, whatever is written meanwhile', async () => {
      const stores = await create()
      const records = [...thousandsOfRecords()]
      for (let at = 0; at < records.length; at += 1000) await stores.archive.restore(records.slice(at, at + 1000))
      await stores.archive.restore([])
      const found = new Map<string, number>()
      let count = 0
      for await (const record of stores.archive.records()) {
        const identity = identityOf(record)
        found.set(identity, (found.get(identity) ?? 0) + 1)
        if (++count % 500 !== 0) continue
        await stores.links.add({ ...sampleLink, id: `${count}`.padStart(16, '5') })
        await stores.users.seen({ ...sampleProfile, id: 10_000_000 - count }, count)
      }
      for (const record of records) expect(found.get(identityOf(record))).toBe(1)
    })
  })
}

/** Of what `writeEverything` writes. */
const identities = [
  'app_password 0123456789abcdef',
  'audit 0123456789abcdef',
  'ban 777000',
  'bandwidth 2026-11 7',
  'bandwidth 2026-11 8',
  'bandwidth 2026-11 null',
  'bandwidth 2026-12 7',
  'bandwidth 2026-12 null',
  'batch 0123456789abcdef',
  'broadcast 0123456789abcdef',
  'file 5368324170671202286',
  'key 0',
  'key 255',
  'link 0123456789abcdef',
  'link ffffffffffffffff',
  'reader ffffffffffffffff one',
  'setting a.b',
  'token 0123456789abcdef',
  'user 777000',
  'user 9007199254740991',
  'window links:7',
]

async function copyAll(from: Stores, to: Stores, batch = 7): Promise<void> {
  let records: ArchiveRecord[] = []
  for await (const record of from.archive.records()) {
    records.push(record)
    if (records.length < batch) continue
    await to.archive.restore(records)
    records = []
  }
  await to.archive.restore(records)
}

async function recordsOf({ archive }: Stores): Promise<ArchiveRecord[]> {
  const records: ArchiveRecord[] = []
  for await (const record of archive.records()) records.push(record)
  return records.sort((one, other) => (identityOf(one) < identityOf(other) ? -1 : 1))
}

function identityOf({ kind, value }: ArchiveRecord): string {
  switch (kind) {
    case 'reader':
      return `reader ${value.linkId} ${value.reader}`
    case 'file':
      return `file ${value.file.telegramFileId}`
    case 'bandwidth':
      return `bandwidth ${value.month} ${value.userId}`
    case 'window':
      return `window ${value.key}`
    case 'ban':
      return `ban ${value.userId}`
    case 'setting':
      return `setting ${value.name}`
    default:
      return `${kind} ${value.id}`
  }
}

/** More than one batch of people, and of readers of one link. */
function* thousandsOfRecords(): Generator<ArchiveRecord> {
  const user = { ...newcomer(sampleProfile.id, 1), ...sampleProfile }
  yield { kind: 'link', value: limitedLink }
  for (let at = 1; at <= 2200; at++) yield { kind: 'user', value: { ...user, id: at * 3, username: `ada_${at}` } }
  for (let at = 0; at < 1300; at++) yield { kind: 'reader', value: { linkId: limitedLink.id, reader: `reader ${at}` } }
}
