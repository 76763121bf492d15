/** What every link store promises of its records. A backend's test calls this and adds only what is its own. */
import { beforeEach, describe, expect, it } from 'vitest'
import { UNRESTRICTED, type Link, type LinkRestrictions } from '../core/link.js'
import type { LinkStore } from './link-store.js'

export function linkStoreContract(create: () => Promise<LinkStore>): void {
  describe('keeps the promises of a link store', () => {
    let store: LinkStore
    beforeEach(async () => {
      store = await create()
    })

    it('finds a link exactly as it was added', async () => {
      await store.add(sampleLink)
      expect(await store.find(sampleLink.id)).toEqual(sampleLink)
    })

    it('keeps every kind of file, the absent and the extreme', async () => {
      for (const link of extremeLinks) await store.add(link)
      for (const link of extremeLinks) expect(await store.find(link.id)).toEqual(link)
    })

    it('answers null for an id it never saw', async () => {
      expect(await store.find(sampleLink.id)).toBeNull()
      expect(await store.find('')).toBeNull()
      expect(await store.find('constructor')).toBeNull()
    })

    it('refuses a second link with the same id and keeps the first', async () => {
      await store.add(sampleLink)
      await expect(store.add({ ...sampleLink, ownerId: 2 })).rejects.toThrow()
      expect(await store.find(sampleLink.id)).toEqual(sampleLink)
    })

    it('lets one in of many with one id at once', async () => {
      const offers = [1, 2, 3, 4, 5].map((ownerId) => ({ ...sampleLink, ownerId }))
      const results = await Promise.allSettled(offers.map((link) => store.add(link)))
      const added = offers.filter((_, at) => results[at]?.status === 'fulfilled')
      expect(added).toHaveLength(1)
      expect(await store.find(sampleLink.id)).toEqual(added[0])
    })

    it('finds those that exist among a thousand, each once', async () => {
      const links = [numberedLink(3), numberedLink(500), numberedLink(999)]
      for (const link of links) await store.add(link)
      const ids = Array.from({ length: 1000 }, (_, at) => numberedLink(at).id)
      expect(byId(await store.findAll(ids))).toEqual(links)
      expect(await store.findAll([links[0]!.id, links[0]!.id])).toEqual([links[0]])
      expect(await store.findAll([])).toEqual([])
    })

    describe('update', () => {
      it('changes what is named, and returns the link as it is then', async () => {
        await store.add({ ...sampleLink, downloads: 3, lastAccessAtMs: 9 })
        const changed = { ...sampleLink, downloads: 3, lastAccessAtMs: 9, expiresAtMs: null }
        expect(await store.update(sampleLink.id, { expiresAtMs: null })).toEqual(changed)
        expect(await store.update(sampleLink.id, { restrictions: sampleRestrictions })).toEqual({
          ...changed,
          restrictions: sampleRestrictions,
        })
        const freed = { ...changed, expiresAtMs: 1000, restrictions: UNRESTRICTED }
        expect(await store.update(sampleLink.id, { expiresAtMs: 1000, restrictions: UNRESTRICTED })).toEqual(freed)
        expect(await store.find(sampleLink.id)).toEqual(freed)
      })

      it('leaves what is undefined as it is', async () => {
        await store.add(sampleLink)
        expect(await store.update(sampleLink.id, {})).toEqual(sampleLink)
        const nothing = { expiresAtMs: undefined, restrictions: undefined }
        expect(await store.update(sampleLink.id, nothing)).toEqual(sampleLink)
      })

      it('makes no link of changes to none', async () => {
        expect(await store.update(sampleLink.id, { expiresAtMs: null })).toBeNull()
        expect(await store.count()).toBe(0)
      })

      it('loses neither of two changes made at once', async () => {
        await store.add(sampleLink)
        await Promise.all([
          store.update(sampleLink.id, { expiresAtMs: 5000 }),
          store.update(sampleLink.id, { restrictions: sampleRestrictions }),
          store.revoke(sampleLink.id, 7),
          store.recordAccess({
            reporter: 'one',
            sequence: 1,
            accesses: [{ linkId: sampleLink.id, downloads: 2, lastAccessAtMs: 8 }],
          }),
        ])
        expect(await store.find(sampleLink.id)).toEqual({
          ...sampleLink,
          expiresAtMs: 5000,
          restrictions: sampleRestrictions,
          revokedAtMs: 7,
          downloads: 2,
          lastAccessAtMs: 8,
        })
      })
    })

    describe('revoke', () => {
      it('keeps the first moment, and says yes once however many revoke at the same time', async () => {
        await store.add(sampleLink)
        const moments = [11, 12, 13, 14]
        const answers = await Promise.all(moments.map((atMs) => store.revoke(sampleLink.id, atMs)))
        expect(answers.filter(Boolean)).toHaveLength(1)
        const revokedAtMs = moments[answers.indexOf(true)]
        expect(await store.find(sampleLink.id)).toEqual({ ...sampleLink, revokedAtMs })
        expect(await store.revoke(sampleLink.id, 1)).toBe(false)
        expect((await store.find(sampleLink.id))?.revokedAtMs).toBe(revokedAtMs)
      })

      it('says no where there is no such link', async () => {
        expect(await store.revoke(sampleLink.id, 1)).toBe(false)
        expect(await store.find(sampleLink.id)).toBeNull()
      })

      it('takes every link of a copy that is gone, and counts those that were good until then', async () => {
        const links = [
          numberedLink(1, { logMessageId: 5 }),
          numberedLink(2, { logMessageId: 5, revokedAtMs: 3 }),
          numberedLink(3, { logMessageId: 5, expiresAtMs: 1000, ownerId: 2 }),
          numberedLink(4, { logMessageId: 6 }),
        ]
        for (const link of links) await store.add(link)
        const counts = await Promise.all([store.revokeByLogMessage(5, 70), store.revokeByLogMessage(5, 70)])
        expect(counts[0] + counts[1]).toBe(2)
        expect(await store.revokeByLogMessage(7, 70)).toBe(0)
        const revoked = await Promise.all(links.map(async ({ id }) => (await store.find(id))?.revokedAtMs))
        expect(revoked).toEqual([70, 3, 70, null])
      })
    })

    it('forgets links that expired or were revoked before, with their readers, and no others', async () => {
      const restrictions = { ...UNRESTRICTED, maxDownloads: 1 }
      const gone = [
        numberedLink(1, { expiresAtMs: 4000, restrictions }),
        numberedLink(2, { expiresAtMs: null, revokedAtMs: 4999 }),
        numberedLink(3, { expiresAtMs: 9000, revokedAtMs: 1 }),
      ]
      const kept = [
        numberedLink(4, { expiresAtMs: 5000 }),
        numberedLink(5, { expiresAtMs: null, revokedAtMs: 5000 }),
        numberedLink(6, { expiresAtMs: null }),
      ]
      for (const link of [...gone, ...kept]) await store.add(link)
      expect(await store.consumeDownload(gone[0]!.id, 'a', 1)).toBe('counted')
      expect(await store.count()).toBe(6)
      expect(await store.prune(5000)).toBe(3)
      expect(await store.prune(5000)).toBe(0)
      expect(await store.count()).toBe(3)
      expect(byId(await store.findAll([...gone, ...kept].map(({ id }) => id)))).toEqual(kept)
      await store.add(gone[0]!)
      expect(await store.consumeDownload(gone[0]!.id, 'a', 1)).toBe('counted')
    })
  })
}

export const sampleLink: Link = {
  id: '0123456789abcdef',
  logMessageId: 42,
  file: {
    kind: 'video',
    name: 'Holiday.mp4',
    mimeType: 'video/mp4',
    sizeBytes: 4_294_967_296,
    telegramFileId: '5368324170671202286',
    durationSeconds: 61.25,
    width: 1920,
    height: 1080,
  },
  ownerId: 777_000,
  createdAtMs: 1_700_000_000_123,
  expiresAtMs: 1_700_086_400_000,
  revokedAtMs: null,
  restrictions: UNRESTRICTED,
  downloads: 0,
  lastAccessAtMs: null,
  subtitles: [],
}

const sampleRestrictions: LinkRestrictions = {
  passwordHash: 'scrypt$16384$c2FsdA==$aGFzaA==',
  maxDownloads: 5,
  addresses: ['192.0.2.0/24', '2001:db8::1'],
}

const extremeLinks: readonly Link[] = [
  numberedLink(1, { expiresAtMs: null, revokedAtMs: null, restrictions: sampleRestrictions }),
  numberedLink(2, { revokedAtMs: 5, ownerId: Number.MAX_SAFE_INTEGER, createdAtMs: 0 }),
  numberedLink(3, {
    file: {
      ...sampleLink.file,
      name: `"👩‍👩‍👧"\n'; DROP TABLE links; --\0`,
      sizeBytes: 0,
      durationSeconds: null,
      width: null,
      height: null,
    },
  }),
  numberedLink(4, {
    logMessageId: 2 ** 32 - 1,
    file: {
      ...sampleLink.file,
      kind: 'document',
      sizeBytes: 2 ** 47 - 1,
      telegramFileId: '-9223372036854775808',
      durationSeconds: 0.5,
    },
    expiresAtMs: (2 ** 32 - 1) * 1000,
    restrictions: { passwordHash: '', maxDownloads: Number.MAX_SAFE_INTEGER, addresses: ['::/0', '', `"'\0`] },
    downloads: Number.MAX_SAFE_INTEGER,
    lastAccessAtMs: Number.MAX_SAFE_INTEGER,
  }),
  numberedLink(0xffff, { restrictions: { ...UNRESTRICTED, maxDownloads: 0 } }),
]

/** The sample, under an id of its own. */
export function numberedLink(number: number, changes: Partial<Link> = {}): Link {
  return { ...sampleLink, id: number.toString(16).padStart(16, '0'), ...changes }
}

function byId(links: readonly Link[]): Link[] {
  return [...links].sort((one, other) => (one.id < other.id ? -1 : 1))
}
