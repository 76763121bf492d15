import { createHash, randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { lend } from '../core/lent-bytes.fixture.js'
import type { Link } from '../core/link.js'
import type { MediaFile } from '../core/media-file.js'
import { hashPassword } from '../policy/link-password.js'
import { createPasswordProof } from '../policy/link-password-proof.js'
import { ByteBudget } from '../streaming/byte-budget.js'
import { PartSource } from '../streaming/part-source.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { AccessRecorder } from './access-recorder.js'
import { LinkRecords } from './link-records.js'
import {
  banOf,
  EXPIRES_AT_MS,
  FakeBans,
  FakeKeys,
  FakeLinks,
  NOW_MS,
  restricted,
  sampleFile,
  sampleLink,
} from './links.fixture.js'
import { StreamBotError } from '../core/errors.js'
import { openStream, type OpenStreamDeps, type QuotaAnswer, type Reader } from './open-stream.js'

const MIB = 1024 * 1024
const signal = new AbortController().signal
setMaxListeners(100, signal)
const keys = new FakeKeys()
const token = keys.tokenOf(sampleLink)
const someone: Reader = {
  address: '192.0.2.1',
  isAddressKnown: true,
  userAgent: 'curl',
  password: null,
  proof: null,
}
const passwordHash = await hashPassword('sesame', { bytes: (length) => new Uint8Array(randomBytes(length)) })

interface World {
  readonly link?: Link | null
  readonly located?: MediaFile | null
  readonly quota?: QuotaAnswer
}

function setUp({ link = sampleLink, located = sampleFile, quota = { ok: true } }: World = {}) {
  const telegram = { isAway: false }
  const time = { nowMs: NOW_MS }
  const clock = { now: () => time.nowMs }
  const links = new FakeLinks(...(link ? [link] : []))
  const bans = new FakeBans()
  const asked: string[] = []
  const budget = new ByteBudget(10 * MIB)
  const parts = new PartSource(
    {
      readPart: ({ logMessageId, part }) => {
        asked.push(`read ${logMessageId}`)
        if (telegram.isAway) return Promise.reject(new StreamBotError('telegram_unavailable', 'away'))
        return Promise.resolve(lend(new Uint8Array(10).subarray(part.offsetBytes)))
      },
    },
    budget,
    () => 0,
  )
  const wrongTokens: string[] = []
  const deps: OpenStreamDeps = {
    clock,
    linkKeys: keys,
    wrongTokens: {
      take: (address) => {
        wrongTokens.push(address)
        return wrongTokens.length <= 10
          ? { ok: true, remaining: 10 - wrongTokens.length, resetMs: 60_000 }
          : { ok: false, retryAfterMs: 30_000 }
      },
    },
    records: new LinkRecords({ clock, links, bans }),
    passwords: {
      check: ({ password, linkId }) => {
        asked.push(`check ${linkId}`)
        return Promise.resolve(password === 'sesame')
      },
    },
    accesses: new AccessRecorder({
      clock,
      randomness: { bytes: (length) => new Uint8Array(length) },
      links,
      onTrouble: () => {},
    }),
    quota: {
      admit: (ownerId) => {
        asked.push(`admit ${ownerId}`)
        return quota
      },
    },
    files: {
      locate: (id) => {
        asked.push(`locate ${id}`)
        return Promise.resolve(located)
      },
    },
    reading: { parts, budget, now: () => 0 },
  }
  const open = (reader: Partial<Reader> = {}, of = token) =>
    openStream(deps, { token: of, reader: { ...someone, ...reader } }, signal)
  const read = async (reader: Partial<Reader> = {}, range = { start: 0, end: 9 }, of = token) => {
    const opened = await open(reader, of)
    const about = { id: 'a', linkId: '', ownerId: null, fileName: '', sizeBytes: 10, range, address: '' }
    const stream = new StreamRegistry(clock).open(about, () => {})
    const chunks: Uint8Array[] = []
    for await (const { bytes } of await opened.read(range, signal, stream)) chunks.push(bytes)
    return chunks.map((chunk) => chunk.byteLength)
  }
  const goAway = () => {
    links.goAway()
    bans.goAway()
  }
  return { deps, links, bans, asked, wrongTokens, open, read, goAway, time, telegram, budget }
}

describe('openStream', () => {
  it('hands nothing out to a reader who left while the database counted them', async () => {
    const { deps, links, open, budget } = setUp({ link: restricted({ maxDownloads: 1 }) })
    const opened = await open({}, keys.tokenOf(restricted({ maxDownloads: 1 })))
    const leaving = new AbortController()
    const reason = new Error('left')
    links.consumeDownload = () => {
      leaving.abort(reason)
      return Promise.resolve('counted')
    }
    const range = { start: 0, end: 9 }
    const about = { id: 'a', linkId: '', ownerId: null, fileName: '', sizeBytes: 10, range, address: '' }
    using share = opened.admit()
    const read = opened.read(
      range,
      leaving.signal,
      new StreamRegistry(deps.clock).open(about, () => {}),
      share,
    )
    await expect(read).rejects.toBe(reason)
    expect([share.heldBytes, budget.numbers().streams]).toEqual([0, 1])
  })

  it('opens a recorded link without asking Telegram anything', async () => {
    const { open, links, asked } = setUp()
    expect(await open()).toMatchObject({
      linkId: sampleLink.id,
      ownerId: 7,
      logMessageId: 42,
      file: sampleFile,
      createdAtMs: 1000,
      expiresAtMs: EXPIRES_AT_MS,
      isRestricted: false,
    })
    expect([links.asked, asked]).toEqual([[`find ${sampleLink.id}`], ['admit 7']])
  })

  it.each(['', 'x', token.slice(0, -1), `${token}A`, `B${token.slice(1)}`, 'A'.repeat(100_000)])(
    'answers link_not_found to a token that does not verify, asking nobody, and counts it',
    async (forged) => {
      const { open, links, bans, asked, wrongTokens } = setUp()
      await expect(open({}, forged)).rejects.toMatchObject({ code: 'link_not_found' })
      expect([links.asked, bans.asked, asked, wrongTokens]).toEqual([[], [], [], ['192.0.2.1']])
    },
  )

  it('makes whoever guesses tokens wait, and still serves good ones to the same address', async () => {
    const { open, wrongTokens } = setUp()
    for (let guess = 0; guess < 10; guess++) {
      await expect(open({}, 'x')).rejects.toMatchObject({ code: 'link_not_found' })
    }
    await expect(open({}, 'x')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: 30_000 })
    await open()
    expect(wrongTokens).toHaveLength(11)
  })

  it.each<[string, World, string]>([
    ['is not recorded', { link: null }, 'link_not_found'],
    ['is revoked', { link: { ...sampleLink, revokedAtMs: 2000 } }, 'link_not_found'],
    ['has expired', { link: { ...sampleLink, expiresAtMs: NOW_MS } }, 'link_expired'],
    ['is for others', { link: restricted({ addresses: ['10.0.0.0/8'] }) }, 'address_not_allowed'],
    ['has a password', { link: restricted({ passwordHash }) }, 'password_required'],
  ])('asks nobody else when the link %s', async (_what, world, code) => {
    const { open, asked } = setUp(world)
    await expect(open()).rejects.toMatchObject({ code })
    expect(asked).toEqual([])
  })

  it('does not serve the links of somebody who is banned', async () => {
    const { open, bans } = setUp()
    bans.bans.set(7, banOf(7))
    await expect(open()).rejects.toMatchObject({ code: 'link_banned' })
    bans.bans.set(7, banOf(7, NOW_MS))
    await open()
  })

  it('goes by the end that the record has, sooner or later than the one in the token', async () => {
    const longer = setUp({ link: { ...sampleLink, expiresAtMs: null } })
    longer.time.nowMs = EXPIRES_AT_MS + 1
    expect(await longer.open()).toMatchObject({ expiresAtMs: null })
    const { open } = setUp({ link: { ...sampleLink, expiresAtMs: NOW_MS - 1 } })
    await expect(open()).rejects.toMatchObject({ code: 'link_expired' })
  })

  it.each(['192.0.2.1', '::ffff:192.0.2.1'])('lets an address in that the link is bound to: %s', async (address) => {
    const { open } = setUp({ link: restricted({ addresses: ['192.0.2.0/24'] }) })
    expect(await open({ address })).toMatchObject({ isRestricted: true })
  })

  it('lets nobody in whose address is not known where the link is bound to addresses, and everybody elsewhere', async () => {
    const reader = { isAddressKnown: false, password: 'sesame' }
    const bound = setUp({ link: restricted({ addresses: ['192.0.2.0/24'] }) })
    await expect(bound.open(reader)).rejects.toMatchObject({ code: 'address_not_allowed' })
    const locked = setUp({ link: restricted({ passwordHash, maxDownloads: 1 }) })
    expect(await locked.open(reader)).toMatchObject({ isRestricted: true })
  })

  it.each(['user_quota_used_up', 'service_quota_used_up'] as const)(
    'answers %s before anybody is counted',
    async (reason) => {
      const { read, links } = setUp({
        link: restricted({ maxDownloads: 5 }),
        quota: { ok: false, reason, retryAfterMs: 1234 },
      })
      await expect(read()).rejects.toMatchObject({ code: reason, retryAfterMs: 1234 })
      expect(links.asked).toEqual([`find ${sampleLink.id}`])
    },
  )

  it('answers file_gone when the log channel holds another file', async () => {
    const { open, goAway } = setUp({ located: { ...sampleFile, sizeBytes: 11 } })
    goAway()
    await expect(open()).rejects.toMatchObject({ code: 'file_gone' })
  })

  it('reads the range asked for', async () => {
    const { read, asked } = setUp()
    expect(await read({}, { start: 2, end: 4 })).toEqual([3])
    expect(asked.slice(-1)).toEqual(['read 42'])
  })
})

describe('openStream of a link with a password', () => {
  const link = restricted({ passwordHash })
  const proof = createPasswordProof(keys.key, { linkId: link.id, passwordHash })

  it('serves who gives it', async () => {
    const { open } = setUp({ link })
    await expect(open({ password: 'guess' })).rejects.toMatchObject({ code: 'password_wrong' })
    expect(await open({ password: 'sesame' })).toMatchObject({ isRestricted: true })
  })

  it('serves who gave it before, without a computation', async () => {
    const { open, asked } = setUp({ link })
    await open({ proof })
    expect(asked).toEqual(['admit 7'])
  })

  it.each([
    ['made up', createHash('sha256').update('x').digest('base64url')],
    ['of another link', createPasswordProof(keys.key, { linkId: 'aaaaaaaaaaaaaaaa', passwordHash })],
    ['of another password', createPasswordProof(keys.key, { linkId: link.id, passwordHash: 'scrypt$' })],
    ['empty', ''],
  ])('does not take a proof that is %s', async (_what, forged) => {
    const { open } = setUp({ link })
    await expect(open({ proof: forged })).rejects.toMatchObject({ code: 'password_required' })
    expect(await open({ proof: forged, password: 'sesame' })).toMatchObject({ linkId: link.id })
  })
})

describe('openStream of a link with a maximum of downloads', () => {
  const link = restricted({ maxDownloads: 2 })

  it('counts a reader when it reads, once for all ranges, and nobody who only looks', async () => {
    const { open, read, links } = setUp({ link })
    for (let look = 0; look < 5; look++) await open({ userAgent: `looks ${look}` })
    for (let at = 0; at < 10; at++) await read({}, { start: at, end: at })
    await read({ userAgent: 'vlc' })
    expect(links.links.get(link.id)?.downloads).toBe(2)
  })

  it('turns away who comes too late already when they look, and serves those who were counted', async () => {
    const { open, read } = setUp({ link })
    await read({ userAgent: 'a' })
    await read({ userAgent: 'b' })
    await expect(open({ userAgent: 'c' })).rejects.toMatchObject({ code: 'link_exhausted' })
    expect(await read({ userAgent: 'a' })).toEqual([10])
  })

  it('is not used up by who gets no byte, and holds nothing of who is turned away', async () => {
    const { read, links, telegram, budget } = setUp({ link: restricted({ maxDownloads: 1 }) })
    telegram.isAway = true
    await expect(read({ userAgent: 'phone' })).rejects.toMatchObject({ code: 'telegram_unavailable' })
    expect(links.links.get(link.id)?.downloads).toBe(0)
    telegram.isAway = false
    expect(await read({ userAgent: 'laptop' })).toEqual([10])
    const before = budget.numbers()
    await expect(read({ userAgent: 'phone' })).rejects.toMatchObject({ code: 'link_exhausted' })
    expect(budget.numbers()).toEqual(before)
  })

  it('never lets one more in, however many come at the same time', async () => {
    const { read } = setUp({ link })
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => read({ userAgent: String(i) })))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  })
})

describe('openStream with the database away', () => {
  it('serves from the token and the log channel', async () => {
    const { open, asked, goAway } = setUp()
    goAway()
    expect(await open()).toMatchObject({ file: sampleFile, ownerId: null, createdAtMs: null, isRestricted: false })
    expect(asked).toEqual(['admit null', 'locate 42'])
  })

  it('goes by the end in the token', async () => {
    const { open, time, goAway } = setUp()
    goAway()
    expect(await open()).toMatchObject({ expiresAtMs: EXPIRES_AT_MS })
    time.nowMs = EXPIRES_AT_MS
    await expect(open()).rejects.toMatchObject({ code: 'link_expired' })
  })

  it('answers file_gone when the log channel no longer holds the file', async () => {
    const { open, goAway } = setUp({ located: null })
    goAway()
    await expect(open()).rejects.toMatchObject({ code: 'file_gone' })
  })

  it('does not serve a link that asks more than to have it: nobody knows what', async () => {
    const { open, asked, goAway } = setUp()
    goAway()
    const ofRestricted = keys.tokenOf(restricted({ maxDownloads: 1 }))
    await expect(open({}, ofRestricted)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(asked).toEqual([])
  })

  it('goes on by the record it has seen, restrictions included', async () => {
    const { open, goAway } = setUp({ link: restricted({ passwordHash, addresses: ['192.0.2.0/24'] }) })
    await open({ password: 'sesame' })
    goAway()
    expect(await open({ password: 'sesame' })).toMatchObject({ ownerId: 7, isRestricted: true })
    await expect(open()).rejects.toMatchObject({ code: 'password_required' })
    await expect(open({ address: '198.51.100.1' })).rejects.toMatchObject({ code: 'address_not_allowed' })
  })

  it('keeps somebody banned whom it has seen banned', async () => {
    const { open, bans, goAway } = setUp()
    bans.bans.set(7, banOf(7))
    await expect(open()).rejects.toMatchObject({ code: 'link_banned' })
    goAway()
    await expect(open()).rejects.toMatchObject({ code: 'link_banned' })
  })

  it('lets readers of a link with a maximum read on, and nobody begin', async () => {
    const { read, goAway } = setUp({ link: restricted({ maxDownloads: 2 }) })
    await read()
    goAway()
    expect(await read()).toEqual([10])
    await expect(read({ userAgent: 'vlc' })).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})
