import { describe, expect, it } from 'vitest'
import { verifyLinkToken } from '../core/link-token.js'
import { UNRESTRICTED, type LinkKey } from '../core/link.js'
import { numberedLink } from '../ports/link-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { changeOwnLink, expiryChoices, type LinkWish } from './change-own-link.js'
import { findOwnLink, type OwnLink } from './find-own-link.js'
import { revokeOwnLink } from './revoke-own-link.js'

const NOW_MS = 10_000_500
const HOUR_MS = 3_600_000
/** Whole seconds, as in the token. */
const ENDS_AT_MS = 10_000_000 + HOUR_MS
const ada = { userId: 7, isAdmin: false }
const eve = { userId: 8, isAdmin: false }
const admin = { userId: 1, isAdmin: true }
const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }

/** Link 1 is Ada's. @param expirySeconds as configured */
async function setUp(expirySeconds: number | null = 86_400) {
  const stores = openMemoryStores()
  const link = numberedLink(1, { ownerId: ada.userId, expiresAtMs: ENDS_AT_MS, restrictions: UNRESTRICTED })
  await stores.links.add(link)
  const revoked: string[] = []
  let count = 0
  const deps = {
    clock: { now: () => NOW_MS },
    randomness: { bytes: (length: number) => new Uint8Array(length).fill(++count) },
    linkKeys: { signing: key },
    baseUrl: 'https://example.org',
    links: stores.links,
    audit: stores.audit,
    onAuditTrouble: () => {},
    guard: { linkRevoked: (linkId: string) => revoked.push(linkId) },
    hashPassword: (password: string) =>
      password === '' ? Promise.reject(new RangeError('empty')) : Promise.resolve(`hash of ${password}`),
    expirySeconds: () => expirySeconds,
  }
  const now = () => stores.links.find(link.id)
  const log = async () => (await stores.audit.page(Infinity, 10)).map(({ actor, action }) => `${actor} ${action}`)
  return { deps, link, revoked, now, log }
}

function claimsOf({ downloadUrl }: OwnLink) {
  return verifyLinkToken([key], /\/dl\/([^/]+)/.exec(downloadUrl)?.[1] ?? '')
}

describe('a link', () => {
  it('is there for its owner and for admins, and for nobody else', async () => {
    const { deps, link } = await setUp()
    expect(await findOwnLink(deps, ada, link.id)).toMatchObject({ link })
    expect(await findOwnLink(deps, admin, link.id)).toMatchObject({ link })
    expect(await findOwnLink(deps, eve, link.id)).toBeNull()
    expect(await findOwnLink(deps, ada, 'ffffffffffffffff')).toBeNull()
  })

  it('is not changed or revoked by somebody else', async () => {
    const { deps, link, now } = await setUp()
    const wishes: LinkWish[] = [
      { kind: 'expiry', choice: '1h' },
      { kind: 'password', password: 'mine now' },
      { kind: 'downloads', max: 1 },
    ]
    for (const wish of wishes) {
      expect(await changeOwnLink(deps, eve, link.id, wish)).toEqual({ ok: false, reason: 'not_found' })
    }
    expect(await revokeOwnLink(deps, eve, link.id)).toBeNull()
    expect(await now()).toEqual(link)
  })

  it('has another token once it asks more of its readers, or ends at another time', async () => {
    const { deps, link } = await setUp()
    const changed = await changeOwnLink(deps, ada, link.id, { kind: 'password', password: 'sesame' })
    if (!changed.ok) throw new Error(changed.reason)
    expect(changed.link.restrictions.passwordHash).toBe('hash of sesame')
    expect(claimsOf(changed)).toMatchObject({ linkId: link.id, isRestricted: true, expiresAtMs: link.expiresAtMs })
    const longer = await changeOwnLink(deps, ada, link.id, { kind: 'expiry', choice: '1d' })
    if (!longer.ok) throw new Error(longer.reason)
    expect(claimsOf(longer)).toMatchObject({ expiresAtMs: ENDS_AT_MS + 23 * HOUR_MS, isRestricted: true })
  })

  it('keeps what else is asked of its readers', async () => {
    const { deps, link, now } = await setUp()
    await changeOwnLink(deps, ada, link.id, { kind: 'password', password: 'sesame' })
    await changeOwnLink(deps, ada, link.id, { kind: 'downloads', max: 10 })
    expect((await now())?.restrictions).toEqual({
      passwordHash: 'hash of sesame',
      maxDownloads: 10,
      addresses: [],
    })
    await changeOwnLink(deps, ada, link.id, { kind: 'password', password: null })
    await changeOwnLink(deps, ada, link.id, { kind: 'downloads', max: null })
    expect((await now())?.restrictions).toEqual(UNRESTRICTED)
  })

  it('takes no password that is none', async () => {
    const { deps, link } = await setUp()
    expect(await changeOwnLink(deps, ada, link.id, { kind: 'password', password: '' })).toEqual({
      ok: false,
      reason: 'password_not_taken',
    })
  })

  it('is over when it was revoked or has expired: nothing about it changes any more', async () => {
    const { deps, link } = await setUp()
    const wish: LinkWish = { kind: 'expiry', choice: '1d' }
    const late = { ...deps, clock: { now: () => ENDS_AT_MS } }
    expect(await changeOwnLink(late, ada, link.id, wish)).toEqual({ ok: false, reason: 'over' })
    expect(await revokeOwnLink(deps, ada, link.id)).toMatchObject({ link: { revokedAtMs: NOW_MS } })
    expect(await changeOwnLink(deps, ada, link.id, wish)).toEqual({ ok: false, reason: 'over' })
  })

  it('that is revoked twice is revoked since the first time, and who reads is cut off once', async () => {
    const { deps, link, revoked } = await setUp()
    await revokeOwnLink(deps, ada, link.id)
    const later = { ...deps, clock: { now: () => NOW_MS + 1 } }
    expect(await revokeOwnLink(later, ada, link.id)).toMatchObject({ link: { revokedAtMs: NOW_MS } })
    expect(revoked).toEqual([link.id])
  })
})

describe('the audit log', () => {
  it('tells what admins do with links of others, and nothing of what people do with theirs', async () => {
    const { deps, link, log } = await setUp()
    await changeOwnLink(deps, ada, link.id, { kind: 'downloads', max: 1 })
    expect(await log()).toEqual([])
    await changeOwnLink(deps, admin, link.id, { kind: 'downloads', max: 2 })
    await revokeOwnLink(deps, admin, link.id)
    expect((await log()).sort()).toEqual(['user:1 link.change', 'user:1 link.revoke'])
  })
})

describe('how long a link may live', () => {
  it.each([
    [86_400, ['1h', '1d']],
    [90_000, ['1h', '1d', 'longest']],
    [1800, ['longest']],
    [100 * 86_400, ['1h', '1d', '7d', '30d', 'longest']],
    [null, ['1h', '1d', '7d', '30d', 'never']],
  ])('is for its owner within %s seconds, as the operator set it', (expirySeconds, choices) => {
    expect(expiryChoices(expirySeconds, false)).toEqual(choices)
  })

  it('is for admins what they like', () => {
    expect(expiryChoices(86_400, true)).toEqual(['1h', '1d', '7d', '30d', 'never'])
    expect(expiryChoices(null, true)).toEqual(['1h', '1d', '7d', '30d', 'never'])
  })

  it('counts from the moment it is chosen, and is checked then: buttons may be old', async () => {
    const { deps, link, now } = await setUp(1800)
    const until = (choice: '1h' | 'longest' | 'never') => changeOwnLink(deps, ada, link.id, { kind: 'expiry', choice })
    expect(await until('1h')).toEqual({ ok: false, reason: 'expiry_not_allowed' })
    expect(await until('never')).toEqual({ ok: false, reason: 'expiry_not_allowed' })
    expect(await now()).toEqual(link)
    expect(await until('longest')).toMatchObject({ ok: true, link: { expiresAtMs: 10_000_000 + 1_800_000 } })
    const forEver = await changeOwnLink(deps, admin, link.id, { kind: 'expiry', choice: 'never' })
    expect(forEver).toMatchObject({ ok: true, link: { expiresAtMs: null } })
  })
})
