import { afterEach, describe, expect, it, vi } from 'vitest'
import { AccessRecorder, type Access } from './access-recorder.js'
import { FakeLinks, NOW_MS, restricted, sampleLink } from './links.fixture.js'

const HOUR_MS = 3600_000

function setUp(link = sampleLink) {
  const time = { nowMs: NOW_MS }
  const links = new FakeLinks(link)
  const troubles: unknown[] = []
  const recorder = new AccessRecorder({
    clock: { now: () => time.nowMs },
    randomness: { bytes: (length) => new Uint8Array(length) },
    links,
    onTrouble: (error) => troubles.push(error),
  })
  const count = (who: Partial<Access> = {}) =>
    recorder.count({
      linkId: link.id,
      maxDownloads: link.restrictions.maxDownloads,
      address: '192.0.2.1',
      userAgent: 'curl',
      ...who,
    })
  return { recorder, count, links, time, troubles }
}

describe('readers of a link without a maximum', () => {
  it('are counted once each, however many ranges they ask for, and written together', async () => {
    const { recorder, count, links, time } = setUp()
    for (let range = 0; range < 20; range++) await count()
    await count({ address: '192.0.2.2' })
    await count({ userAgent: 'vlc' })
    await count({ userAgent: null })
    time.nowMs += 10
    await count()
    await count({ linkId: 'aaaaaaaaaaaaaaaa' })
    expect(links.asked).toEqual([])
    await recorder.flush()
    expect(links.recorded).toEqual([
      { linkId: sampleLink.id, downloads: 4, lastAccessAtMs: NOW_MS + 10 },
      { linkId: 'aaaaaaaaaaaaaaaa', downloads: 1, lastAccessAtMs: NOW_MS + 10 },
    ])
    await recorder.flush()
    expect(links.asked).toEqual(['record 2'])
  })

  it('are one reader within one IPv6 network', async () => {
    const { recorder, count, links } = setUp()
    await count({ address: '2001:db8::1' })
    await count({ address: '2001:db8::ffff:2' })
    await count({ address: '2001:db8:0:1::1' })
    await recorder.flush()
    expect(links.recorded).toMatchObject([{ downloads: 2 }])
  })

  it('are counted anew six hours after they were seen last', async () => {
    const { recorder, count, links, time } = setUp()
    for (let times = 0; times < 4; times++) {
      await count()
      time.nowMs += 5 * HOUR_MS
    }
    time.nowMs += 2 * HOUR_MS
    await count()
    await recorder.flush()
    expect(links.recorded).toMatchObject([{ downloads: 2 }])
  })

  it('add up while the database is away, and are written once it is back', async () => {
    const { recorder, count, links, troubles } = setUp()
    links.goAway()
    await count()
    await recorder.flush()
    await count({ userAgent: 'vlc' })
    await recorder.flush()
    links.failure = null
    await recorder.flush()
    expect(links.recorded).toMatchObject([{ downloads: 1 }, { downloads: 1 }])
    expect(troubles).toEqual([])
  })

  it('are written once, though the answer was lost', async () => {
    const { recorder, count, links, troubles } = setUp()
    links.losesAnswers = true
    await count()
    await recorder.flush()
    await count({ userAgent: 'vlc' })
    await recorder.flush()
    links.losesAnswers = false
    await recorder.flush()
    expect(links.recorded).toMatchObject([{ downloads: 1 }, { downloads: 1 }])
    expect(troubles).toEqual([])
  })

  it('of at most ten thousand links wait', async () => {
    const { recorder, count, links } = setUp()
    links.goAway()
    for (let link = 0; link < 10_050; link++) await count({ linkId: String(link) })
    await count({ linkId: '0', userAgent: 'vlc' })
    links.failure = null
    await recorder.flush()
    expect(links.recorded).toHaveLength(10_000)
    expect(links.recorded[0]).toMatchObject({ linkId: '0', downloads: 2 })
    expect(links.asked).toEqual(Array(10).fill('record 1000'))
  })

  it('are written at the end, and kept with a word to the operator where that fails for good', async () => {
    const { recorder, count, links, troubles } = setUp()
    links.failure = new Error('disk full')
    await count()
    await recorder.flush()
    expect(troubles).toEqual([links.failure])
    links.failure = null
    await recorder[Symbol.asyncDispose]()
    expect(links.recorded).toMatchObject([{ downloads: 1 }])
  })
})

describe('at the end', () => {
  afterEach(() => void vi.useRealTimers())

  function setUpWithTwoReaders() {
    vi.useFakeTimers()
    const world = setUp()
    const countTwo = async () => {
      await world.count()
      await world.count({ userAgent: 'vlc' })
      await world.count({ linkId: 'aaaaaaaaaaaaaaaa' })
    }
    return { ...world, countTwo }
  }

  it('a database that comes back in time still gets everything, and nothing is told', async () => {
    const { recorder, countTwo, links, troubles } = setUpWithTwoReaders()
    links.goAway()
    await countTwo()
    const disposing = recorder[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(4000)
    links.failure = null
    await vi.advanceTimersByTimeAsync(250)
    await disposing
    expect(links.recorded).toMatchObject([{ downloads: 2 }, { downloads: 1 }])
    expect(troubles).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each<[string, (links: FakeLinks) => void]>([
    ['is away', (links) => links.goAway()],
    ['fails', (links) => void (links.failure = new Error('disk full'))],
    ['does not answer', (links) => void (links.recordAccess = () => new Promise(() => {}))],
  ])('a database that %s is given up, and how many readers are lost is told once', async (_what, fail) => {
    const { recorder, countTwo, links, troubles } = setUpWithTwoReaders()
    fail(links)
    await countTwo()
    const disposing = recorder[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(5250)
    await disposing
    expect(troubles).toMatchObject([
      {
        code: 'store_unavailable',
        message: '3 readers of 2 links could not be recorded: they are lost',
        cause: links.failure ?? undefined,
      },
    ])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('readers of a link with a maximum', () => {
  const link = restricted({ maxDownloads: 2 })

  it('are counted by the database, once for all their ranges', async () => {
    const { count, links } = setUp(link)
    for (let range = 0; range < 5; range++) await count()
    await count({ userAgent: 'vlc' })
    expect(links.asked).toEqual([`consume ${link.id}`, `consume ${link.id}`])
    await expect(count({ address: '192.0.2.9' })).rejects.toMatchObject({ code: 'link_exhausted' })
    await count()
  })

  it('read on while the database is away, and nobody else does', async () => {
    const { count, links } = setUp(link)
    await count()
    links.goAway()
    await count()
    await expect(count({ userAgent: 'vlc' })).rejects.toMatchObject({ code: 'store_unavailable' })
    links.failure = null
    await count({ userAgent: 'vlc' })
  })

  it('find nothing when the link was forgotten meanwhile', async () => {
    const { count, links } = setUp(link)
    links.links.clear()
    await expect(count()).rejects.toMatchObject({ code: 'link_not_found' })
  })

  it('move its last access, and are not counted twice', async () => {
    const { recorder, count, links } = setUp(link)
    await count()
    await recorder.flush()
    expect(links.recorded).toEqual([{ linkId: link.id, downloads: 0, lastAccessAtMs: NOW_MS }])
  })
})
