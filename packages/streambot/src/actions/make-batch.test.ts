import { describe, expect, it } from 'vitest'
import { verifyBatchToken } from '../core/batch-token.js'
import type { Link } from '../core/link.js'
import { FakeBatches, FakeBatchKeys } from './batches.fixture.js'
import { sampleLink } from './links.fixture.js'
import { makeBatch, type BatchWish } from './make-batch.js'

const NOW_MS = 5_000_000
const video: Link = { ...sampleLink, id: '1'.repeat(16), file: { ...sampleLink.file, mimeType: 'video/mp4' } }

function setUp() {
  const batches = new FakeBatches()
  const keys = new FakeBatchKeys()
  let randomness = 0
  const deps = {
    clock: { now: () => NOW_MS },
    randomness: { bytes: (length: number) => new Uint8Array(length).fill(++randomness) },
    linkKeys: keys,
    batches,
    baseUrl: 'https://example.org/files',
  }
  const make = (wish: Partial<BatchWish> = {}) =>
    makeBatch(deps, { ownerId: 7, links: [sampleLink, video], title: null, id: null, ...wish })
  return { batches, keys, make }
}

describe('makeBatch', () => {
  it('records the links in their order, and says where they are', async () => {
    const { batches, keys, make } = setUp()
    const { batch, pageUrl, ...others } = await make({ title: 'Holiday' })
    expect(batch).toEqual({
      id: '0101010101010101',
      ownerId: 7,
      title: 'Holiday',
      linkIds: [sampleLink.id, video.id],
      createdAtMs: NOW_MS,
      expiresAtMs: sampleLink.expiresAtMs,
      revokedAtMs: null,
    })
    expect([...batches.batches.values()]).toEqual([batch])
    const [, token = ''] = /^https:\/\/example\.org\/files\/b\/([\w-]{40})$/.exec(pageUrl) ?? []
    expect(verifyBatchToken([keys.key], token)).toEqual({ batchId: batch.id, expiresAtMs: batch.expiresAtMs })
    expect(others).toEqual({ playlistUrl: `${pageUrl}.m3u`, zipUrl: `${pageUrl}.zip`, tarUrl: `${pageUrl}.tar` })
  })

  it('has a playlist only where there is something to play', async () => {
    const { make } = setUp()
    expect((await make({ links: [sampleLink] })).playlistUrl).toBeNull()
    expect((await make({ links: [video] })).playlistUrl).not.toBeNull()
  })

  it('lasts as long as the last of its links', async () => {
    const { make } = setUp()
    const [early, late] = [10_000, 20_000].map((expiresAtMs) => ({ ...sampleLink, expiresAtMs }))
    expect((await make({ links: [late!, early!] })).batch.expiresAtMs).toBe(20_000)
    expect((await make({ links: [early!, { ...sampleLink, expiresAtMs: null }] })).batch.expiresAtMs).toBeNull()
  })

  it('is the same batch when it is asked for again with the same id, and a new one without', async () => {
    const { batches, make } = setUp()
    const id = 'a'.repeat(16)
    const first = await make({ id, title: 'first' })
    expect(await make({ id, title: 'second' })).toEqual(first)
    expect([(await make()).batch.id, (await make()).batch.id]).toEqual(['0101010101010101', '0202020202020202'])
    expect(batches.batches.size).toBe(3)
  })

  it('is one batch for all who ask for it at the same time', async () => {
    const { batches, make } = setUp()
    const made = await Promise.all([1, 2, 3].map((at) => make({ id: 'a'.repeat(16), title: `${at}` })))
    expect(new Set(made.map(({ batch }) => batch.title)).size).toBe(1)
    expect(batches.batches.size).toBe(1)
  })

  it('gives nobody the batch of somebody else', async () => {
    const { make } = setUp()
    await make({ id: 'a'.repeat(16) })
    const stranger = { ...sampleLink, ownerId: 8 }
    await expect(make({ id: 'a'.repeat(16), ownerId: 8, links: [stranger] })).rejects.toThrow('somebody else')
  })

  it.each<[string, Partial<BatchWish>]>([
    ['no links', { links: [] }],
    ['more than 200 links', { links: Array<Link>(201).fill(sampleLink) }],
    ['links of somebody else', { links: [sampleLink, { ...sampleLink, ownerId: 8 }] }],
    ['an id that is none', { id: 'short' }],
  ])('refuses %s, and records nothing', async (_, wish) => {
    const { batches, make } = setUp()
    await expect(make(wish)).rejects.toThrow(RangeError)
    expect(batches.batches.size).toBe(0)
  })

  it('records nothing while there is no key to give it out with', async () => {
    const { batches } = setUp()
    const linkKeys = {
      get signing(): never {
        throw new Error('no key')
      },
    }
    const deps = {
      clock: { now: () => 1 },
      randomness: { bytes: () => new Uint8Array(8) },
      linkKeys,
      batches,
      baseUrl: '',
    }
    await expect(makeBatch(deps, { ownerId: 7, links: [sampleLink], title: null, id: null })).rejects.toThrow('no key')
    expect(batches.batches.size).toBe(0)
  })
})
