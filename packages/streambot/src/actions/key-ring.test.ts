import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBatchToken } from '../core/batch-token.js'
import { StreamBotError } from '../core/errors.js'
import { createLinkKey, createLinkToken, keyIdOf } from '../core/link-token.js'
import type { LinkKey } from '../core/link.js'
import { KeyRing } from './key-ring.js'
import { rotateKeys } from './rotate-keys.js'

const claims = { linkId: '0123456789abcdef', logMessageId: 1, sizeBytes: 2, expiresAtMs: null, isRestricted: false }
const randomness = { bytes: (length: number) => new Uint8Array(length).fill(7) }
let nowMs = 0
const clock = { now: () => nowMs }
let stored: LinkKey[] = []
let backedUp: LinkKey[] = []
let isAway = false
let questions = 0
let troubles = 0
const rings: KeyRing[] = []

beforeEach(() => {
  nowMs = 1_000_000
  stored = []
  backedUp = []
  isAway = false
  questions = 0
  troubles = 0
})
afterEach(() => {
  for (const ring of rings.splice(0)) ring[Symbol.dispose]()
})

function addFirst(key: LinkKey): Promise<LinkKey[]> {
  questions++
  if (isAway) return Promise.reject(new StreamBotError('store_unavailable', 'away'))
  if (stored.length === 0) stored.push(key)
  return Promise.resolve([...stored])
}

async function open(): Promise<KeyRing> {
  const ring = await KeyRing.open({
    clock,
    randomness,
    keys: { addFirst },
    backup: {
      read: () => Promise.resolve(backedUp),
      write: (keys) => {
        backedUp = [...keys]
        return Promise.resolve()
      },
    },
    onTrouble: () => troubles++,
  })
  rings.push(ring)
  return ring
}

describe('the key ring', () => {
  it('makes the first key, and signs with the newest', async () => {
    expect((await open()).signing).toEqual(stored[0])
    stored.push(createLinkKey(9, randomness, nowMs + 1))
    expect((await open()).signing.id).toBe(9)
  })

  it('verifies with a key that another instance has added since, and with the old one', async () => {
    const ring = await open()
    const old = createLinkToken(ring.signing, claims)
    stored.push(createLinkKey(1, randomness, nowMs + 1))
    nowMs += 10_000
    expect(await ring.verify(createLinkToken(stored[1]!, claims))).toEqual(claims)
    expect(await ring.verify(old)).toEqual(claims)
    expect(ring.signing.id).toBe(1)
  })

  it('verifies batches by the same keys, and takes none of them for a link', async () => {
    const ring = await open()
    const batch = { batchId: claims.linkId, expiresAtMs: null }
    stored.push(createLinkKey(1, randomness, nowMs + 1))
    nowMs += 10_000
    const token = createBatchToken(stored[1]!, batch)
    expect(await ring.verifyBatch(token)).toEqual(batch)
    expect(await ring.verifyBatch(createLinkToken(stored[1]!, claims))).toBeNull()
    expect(await ring.verify(token)).toBeNull()
    isAway = true
    nowMs += 10_000
    await expect(ring.verifyBatch(createBatchToken({ ...stored[1]!, id: 2 }, batch))).rejects.toMatchObject({
      code: 'store_unavailable',
    })
    expect(await ring.verifyBatch(token)).toEqual(batch)
  })

  it('asks the database at most every five seconds, however many unknown keys are made up', async () => {
    const ring = await open()
    const forged = (id: number) => Buffer.concat([Buffer.of(id), Buffer.alloc(38)]).toString('base64url')
    for (let id = 1; id < 256; id++) expect(await ring.verify(forged(id))).toBeNull()
    expect(await ring.verify('no token')).toBeNull()
    expect(questions).toBe(1)
    nowMs += 5000
    await Promise.all([ring.verify(forged(5)), ring.verify(forged(6))])
    expect(questions).toBe(2)
  })

  it('waits for a refresh that is under way instead of saying that a link is unknown', async () => {
    const ring = await open()
    stored.push(createLinkKey(1, randomness, nowMs + 1))
    nowMs += 10_000
    const token = createLinkToken(stored[1]!, claims)
    expect(await Promise.all([ring.verify(token), ring.verify(token)])).toEqual([claims, claims])
  })

  it('says store_unavailable of a key it does not know while the database is away', async () => {
    const ring = await open()
    isAway = true
    nowMs += 10_000
    const token = createLinkToken(createLinkKey(9, randomness, 0), claims)
    await expect(ring.verify(token)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(await ring.verify(createLinkToken(ring.signing, claims))).toEqual(claims)
  })

  it('backs up a key whose id came back with another secret, and tries again where that failed', async () => {
    const ring = await open()
    const other = { ...ring.signing, secret: new Uint8Array(32).fill(9) }
    stored = [other]
    nowMs += 10_000
    await ring.verify(createLinkToken(createLinkKey(9, randomness, 0), claims))
    expect(backedUp).toEqual([other])
  })

  it('serves with the keys of last time while the database is away at start', async () => {
    const token = createLinkToken((await open()).signing, claims)
    isAway = true
    const ring = await open()
    expect(await ring.verify(token)).toEqual(claims)
    expect(troubles).toBe(0)
  })

  it('says store_unavailable, not that a link is unknown, while it knows no key at all', async () => {
    isAway = true
    const ring = await open()
    const token = createLinkToken(createLinkKey(0, randomness, 0), claims)
    await expect(ring.verify(token)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(() => ring.signing).toThrow(expect.objectContaining({ code: 'store_unavailable' }) as Error)
    isAway = false
    nowMs += 5000
    expect(await ring.verify(createLinkToken(createLinkKey(0, randomness, 0), claims))).toEqual(claims)
  })
})

describe('rotateKeys', () => {
  const keys = {
    all: () => Promise.resolve([...stored]),
    add: (key: LinkKey) => {
      if (stored.some((it) => it.id === key.id)) return Promise.resolve(false)
      stored.push(key)
      return Promise.resolve(true)
    },
  }

  it('adds a key that is the newest, whatever the clock says', async () => {
    stored.push(createLinkKey(3, randomness, nowMs + 99_999))
    const key = await rotateKeys({ clock, randomness, keys })
    expect(key.id).toBe(4)
    expect(key.createdAtMs).toBeGreaterThan(stored[0]!.createdAtMs)
    expect(keyIdOf(createLinkToken(key, claims))).toBe(4)
  })

  it('goes round at 255 and passes over ids in use', async () => {
    stored.push(createLinkKey(0, randomness, 1), createLinkKey(255, randomness, 2))
    expect((await rotateKeys({ clock, randomness, keys })).id).toBe(1)
  })

  it('takes another id when somebody was faster', async () => {
    stored.push(createLinkKey(0, randomness, 1))
    const slow = { ...keys, all: () => Promise.resolve(stored.slice(0, 1)) }
    const ids = await Promise.all([rotateKeys({ clock, randomness, keys }), rotateKeys({ clock, randomness, keys })])
    expect(new Set(ids.map((key) => key.id)).size).toBe(2)
    await expect(rotateKeys({ clock, randomness, keys: slow })).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  it('says what to do when all 256 are in use', async () => {
    for (let id = 0; id < 256; id++) stored.push(createLinkKey(id, randomness, id))
    await expect(rotateKeys({ clock, randomness, keys })).rejects.toThrow('keys retire')
  })
})
