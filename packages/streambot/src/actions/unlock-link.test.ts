import { describe, expect, it } from 'vitest'
import { createPasswordProof } from '../policy/link-password-proof.js'
import type { Link } from '../core/link.js'
import { LinkRecords } from './link-records.js'
import { FakeBans, FakeKeys, FakeLinks, NOW_MS, restricted, sampleLink } from './links.fixture.js'
import { unlockLink, type UnlockLinkDeps } from './unlock-link.js'

const DAY_MS = 24 * 3600_000
const keys = new FakeKeys()
const passwordHash = 'scrypt$'
const link = restricted({ passwordHash })

function setUp(recorded: Link = link) {
  const clock = { now: () => NOW_MS }
  const deps: UnlockLinkDeps = {
    clock,
    linkKeys: keys,
    wrongTokens: null,
    records: new LinkRecords({ clock, links: new FakeLinks(recorded), bans: new FakeBans() }),
    passwords: { check: ({ password }) => Promise.resolve(password === 'sesame') },
  }
  return (password: string | null, token = keys.tokenOf(recorded)) =>
    unlockLink(deps, { token, address: '192.0.2.1', isAddressKnown: true, password }, new AbortController().signal)
}

describe('unlockLink', () => {
  it('gives a proof for the right password, for as long as the link lasts', async () => {
    expect(await setUp()('sesame')).toEqual({
      proof: createPasswordProof(keys.key, { linkId: link.id, passwordHash }),
      maxAgeMs: 60_000,
    })
  })

  it('gives it for a day at most', async () => {
    expect(await setUp({ ...link, expiresAtMs: null })('sesame')).toMatchObject({ maxAgeMs: DAY_MS })
    expect(await setUp({ ...link, expiresAtMs: NOW_MS + 2 * DAY_MS })('sesame')).toMatchObject({ maxAgeMs: DAY_MS })
  })

  it('gives none for a wrong password, none at all, or a link that is not served', async () => {
    await expect(setUp()('guess')).rejects.toMatchObject({ code: 'password_wrong' })
    await expect(setUp()(null)).rejects.toMatchObject({ code: 'password_required' })
    await expect(setUp()('sesame', 'x')).rejects.toMatchObject({ code: 'link_not_found' })
    await expect(setUp({ ...link, revokedAtMs: 1 })('sesame')).rejects.toMatchObject({ code: 'link_not_found' })
  })

  it('has nothing to prove where there is no password', async () => {
    expect(await setUp(sampleLink)('anything')).toMatchObject({ proof: null })
  })
})
