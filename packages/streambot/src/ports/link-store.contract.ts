/** What every link store promises. A backend's test calls this and adds only what is its own. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Link } from '../core/link.js'
import type { LinkStore } from './link-store.js'

export function linkStoreContract(create: () => Promise<LinkStore>): void {
  describe('keeps the promises of a link store', () => {
    let store: LinkStore
    beforeEach(async () => {
      store = await create()
    })
    afterEach(() => store[Symbol.asyncDispose]())

    it('finds a link exactly as it was added', async () => {
      await store.add(sampleLink)
      expect(await store.find(sampleLink.id)).toEqual(sampleLink)
    })

    it('keeps every kind of file, the absent and the extreme', async () => {
      const links = [
        { ...sampleLink, id: '0000000000000001', expiresAtMs: null, revokedAtMs: null },
        { ...sampleLink, id: '0000000000000002', revokedAtMs: 5, ownerId: Number.MAX_SAFE_INTEGER },
        {
          ...sampleLink,
          id: '0000000000000003',
          file: {
            ...sampleLink.file,
            name: `"👩‍👩‍👧"\n'; DROP TABLE links; --\0`,
            sizeBytes: 0,
            durationSeconds: null,
            width: null,
            height: null,
          },
        },
        {
          ...sampleLink,
          id: '0000000000000004',
          logMessageId: 2 ** 32 - 1,
          file: {
            ...sampleLink.file,
            sizeBytes: 2 ** 48 - 1,
            telegramFileId: '-9223372036854775808',
            durationSeconds: 0.5,
          },
        },
      ]
      for (const link of links) await store.add(link)
      for (const link of links) expect(await store.find(link.id)).toEqual(link)
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
}
