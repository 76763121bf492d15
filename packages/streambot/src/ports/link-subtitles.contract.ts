/** What every link store promises of subtitles beside a film: each file once, in order, and never more than there may be. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Subtitles } from '../core/subtitles.js'
import { sampleLink } from './link-store.contract.js'
import type { LinkStore } from './link-store.js'

export function linkSubtitlesContract(create: () => Promise<LinkStore>): void {
  describe('keeps the promises of a link store about subtitles', () => {
    let store: LinkStore
    beforeEach(async () => {
      store = await create()
    })

    it('keeps them with the link, exactly and in order, whichever way it is found', async () => {
      await store.add(sampleLink)
      const all = [sampleSubtitles, numbered(2), numbered(1)]
      for (const subtitles of all) expect(await store.addSubtitles(sampleLink.id, subtitles, 3)).toBe('added')
      const link = { ...sampleLink, subtitles: all }
      expect(await store.find(sampleLink.id)).toEqual(link)
      expect(await store.findAll([sampleLink.id])).toEqual([link])
      expect((await store.list({ ownerId: null, limit: 1, after: null })).links).toEqual([link])
      expect(await store.update(sampleLink.id, { expiresAtMs: null })).toEqual({ ...link, expiresAtMs: null })
    })

    it('takes the same ones once, also where there is no room left', async () => {
      await store.add(sampleLink)
      expect(await store.addSubtitles(sampleLink.id, numbered(1), 1)).toBe('added')
      expect(await store.addSubtitles(sampleLink.id, { ...numbered(1), name: 'other.srt' }, 1)).toBe('known')
      expect(await store.addSubtitles(sampleLink.id, numbered(2), 1)).toBe('full')
      expect((await store.find(sampleLink.id))?.subtitles).toEqual([numbered(1)])
    })

    it('takes as many as there may be and no more, when twenty come at once and each comes twice', async () => {
      await store.add(sampleLink)
      const offers = Array.from({ length: 20 }, (_, at) => numbered(at >> 1))
      const answers = await Promise.all(offers.map((it) => store.addSubtitles(sampleLink.id, it, 4)))
      expect(answers.filter((answer) => answer === 'added')).toHaveLength(4)
      const ids = (await store.find(sampleLink.id))?.subtitles.map(({ id }) => id) ?? []
      expect(ids).toHaveLength(4)
      expect(new Set(ids).size).toBe(4)
    })

    it('takes one away and leaves the others, once however many ask', async () => {
      await store.add(sampleLink)
      for (const at of [1, 2, 3]) await store.addSubtitles(sampleLink.id, numbered(at), 3)
      const removing = () => store.removeSubtitles(sampleLink.id, numbered(2).id)
      expect((await Promise.all([removing(), removing(), removing()])).filter(Boolean)).toHaveLength(1)
      expect((await store.find(sampleLink.id))?.subtitles).toEqual([numbered(1), numbered(3)])
      expect(await store.addSubtitles(sampleLink.id, numbered(4), 3)).toBe('added')
    })

    it('makes no link of subtitles to none', async () => {
      expect(await store.addSubtitles(sampleLink.id, sampleSubtitles, 3)).toBe('unknown')
      expect(await store.removeSubtitles(sampleLink.id, sampleSubtitles.id)).toBe(false)
      expect(await store.count()).toBe(0)
    })
  })
}

export const sampleSubtitles: Subtitles = {
  id: 'fedcba9876543210',
  name: `"👩‍👩‍👧"\n'; --\0.de.srt`,
  language: 'de',
  logMessageId: 2 ** 32 - 1,
  telegramFileId: '-9223372036854775808',
  sizeBytes: 2 * 1024 * 1024,
}

function numbered(number: number): Subtitles {
  const id = number.toString(16).padStart(16, '0')
  return { id, name: `${number}.srt`, language: null, logMessageId: number + 1, telegramFileId: '7', sizeBytes: number }
}
