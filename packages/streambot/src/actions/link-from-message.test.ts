import { describe, expect, it } from 'vitest'
import type { Link, LinkKey } from '../core/link.js'
import { sampleLink } from '../ports/link-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { linkFromMessage, type LinkFromMessageDeps, type LinkFromMessageWish } from './link-from-message.js'
import { RequestTurns } from './request-turns.js'

const never = new AbortController().signal
const ADMIN = 1
const NOW_MS = 1_000_500
const DAY_MS = 86_400_000
const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }
const wish: LinkFromMessageWish = { source: { post: 'https://t.me/c/5/5' }, ownerId: null }

function setUp(overrides: Partial<LinkFromMessageDeps> = {}) {
  const stores = openMemoryStores()
  const copied: number[] = []
  const { file } = sampleLink
  const deps: LinkFromMessageDeps = {
    clock: { now: () => NOW_MS },
    randomness: { bytes: (length) => new Uint8Array(length).fill(7) },
    linkKeys: { signing: key },
    ...stores,
    onAuditTrouble: () => {},
    places: { take: () => Promise.reject(new Error('nobody’s limits count it')) },
    membership: { check: () => Promise.resolve(null) },
    logChannel: { copy: ({ messageId }) => Promise.resolve(copied.push(messageId) + 40) },
    readFirstBytes: () => Promise.resolve(new Uint8Array()),
    isStored: () => Promise.resolve(true),
    accessRules: { mode: 'owner-only', adminIds: [ADMIN], allowedUserIds: [] },
    uploadRules: null,
    fileRules: { maxSizeBytes: null, types: { allowed: [], denied: [] } },
    linkRules: { baseUrl: 'https://example.org', expirySeconds: null },
    posts: {
      read: ({ messageId }) => {
        return Promise.resolve({ kind: 'found', message: { chatId: -1005, messageId, text: '', file } })
      },
    },
    turns: new RequestTurns(),
    logChannelId: -1001,
    locate: () => Promise.resolve(null),
    hashPassword: (password) => Promise.resolve(`hash of ${password}`),
    verifyPassword: (hash, password) => Promise.resolve(hash === `hash of ${password}`),
    ...overrides,
  }
  const ask = (changes: Partial<LinkFromMessageWish> = {}) =>
    linkFromMessage(deps, 'token:a', { ...wish, ...changes }, 'request', never)
  return { deps, stores, copied, ask }
}

describe('a request that is sent again', () => {
  it('while the first still runs makes one link and one copy', async () => {
    const { ask, copied } = setUp()
    const results = await Promise.all([ask(), ask(), ask()])
    expect(results.map((result) => result.ok && result.isNew)).toEqual([true, false, false])
    expect(new Set(results.map((result) => result.ok && result.link.id)).size).toBe(1)
    expect(copied).toEqual([5])
  })

  it('to another instance is answered with the link that was there first', async () => {
    const first = setUp()
    const { links } = first.stores
    let asked = 0
    const late = {
      add: (link: Link) => links.add(link),
      find: (id: string) => (++asked === 1 ? Promise.resolve(null) : links.find(id)),
    }
    const made = await first.ask()
    const again = await setUp({ links: late }).ask()
    expect(made).toMatchObject({ ok: true, isNew: true })
    expect(again).toMatchObject({ ok: true, isNew: false, link: made.ok ? made.link : null })
  })

  it('is the same link where it asks for the same', async () => {
    const { ask } = setUp()
    const rules = { password: 'x', maxDownloads: 3, addresses: ['192.0.2.7'], expiresAtMs: NOW_MS + DAY_MS, ownerId: 9 }
    expect(await ask(rules)).toMatchObject({ ok: true, isNew: true })
    expect(await ask(rules)).toMatchObject({ ok: true, isNew: false })
  })

  it.each<Partial<LinkFromMessageWish>>([
    { password: 'other' },
    { password: null },
    { maxDownloads: 4 },
    { addresses: ['192.0.2.8'] },
    { expiresAtMs: NOW_MS + 2 * DAY_MS },
    { ownerId: 10 },
  ])('is refused where it asks for another link: %j', async (change) => {
    const { ask } = setUp()
    const rules = { password: 'x', maxDownloads: 3, addresses: ['192.0.2.7'], expiresAtMs: NOW_MS + DAY_MS, ownerId: 9 }
    await ask(rules)
    expect(await ask({ ...rules, ...change })).toEqual({ ok: false, refusal: { reason: 'other_rules' } })
  })

  it('is refused a password that the link does not have', async () => {
    const { ask } = setUp()
    await ask()
    expect(await ask({ password: 'x' })).toEqual({ ok: false, refusal: { reason: 'other_rules' } })
  })
})
