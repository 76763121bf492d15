import { describe, expect, it } from 'vitest'
import { UNRESTRICTED } from '../core/link.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { sampleLink } from '../ports/link-store.contract.js'
import { banUser, unbanUser } from './ban-user.js'
import { changeLink } from './change-link.js'
import { forgetFile } from './forget-file.js'
import { revokeLink } from './revoke-link.js'

function setUp() {
  const stores = openMemoryStores()
  const told: string[] = []
  let count = 0
  return {
    stores,
    told,
    deps: {
      clock: { now: () => 5000 },
      randomness: { bytes: (length: number) => new Uint8Array(length).fill(++count) },
      links: stores.links,
      bans: stores.bans,
      files: stores.files,
      audit: stores.audit,
      onAuditTrouble: () => told.push('audit'),
      guard: {
        linkRevoked: (linkId: string) => told.push(`revoked ${linkId}`),
        userBanned: (userId: number) => told.push(`banned ${userId}`),
      },
    },
  }
}

describe('an admin', () => {
  it('revokes a link once: who reads is cut off, and it is written down', async () => {
    const { stores, deps, told } = setUp()
    await stores.links.add(sampleLink)
    expect(await revokeLink(deps, 'user:7', sampleLink.id)).toBe(true)
    expect(await revokeLink(deps, 'user:7', sampleLink.id)).toBe(false)
    expect(await revokeLink(deps, 'user:7', 'unknown')).toBe(false)
    expect((await stores.links.find(sampleLink.id))?.revokedAtMs).toBe(5000)
    expect(told).toEqual([`revoked ${sampleLink.id}`])
    expect(await stores.audit.page(Infinity, 10)).toMatchObject([
      { actor: 'user:7', action: 'link.revoke', target: sampleLink.id, atMs: 5000 },
    ])
  })

  it('changes a link; the log tells what, and no hash', async () => {
    const { stores, deps } = setUp()
    await stores.links.add(sampleLink)
    const restrictions = { ...UNRESTRICTED, passwordHash: 'scrypt$secret' }
    expect(await changeLink(deps, 'cli', sampleLink.id, { restrictions })).toMatchObject({ restrictions })
    expect(await changeLink(deps, 'cli', 'unknown', { restrictions })).toBeNull()
    const log = await stores.audit.page(Infinity, 10)
    expect(log).toMatchObject([{ action: 'link.change', details: { changed: ['restrictions'] } }])
    expect(JSON.stringify(log)).not.toContain('secret')
  })

  it('bans and unbans; what is read of the person ends', async () => {
    const { stores, deps, told } = setUp()
    await banUser(deps, 'user:1', { userId: 9, reason: 'spam', bannedBy: 1, createdAtMs: 5000, untilMs: null })
    expect(await stores.bans.find(9)).toMatchObject({ reason: 'spam' })
    expect(await unbanUser(deps, 'user:1', 9)).toBe(true)
    expect(await unbanUser(deps, 'user:1', 9)).toBe(false)
    expect(told).toEqual(['banned 9'])
    expect((await stores.audit.page(Infinity, 10)).map(({ action }) => action).sort()).toEqual([
      'user.ban',
      'user.unban',
    ])
  })

  it('has done what is done, also where it cannot be written down', async () => {
    const { stores, deps, told } = setUp()
    await stores.links.add(sampleLink)
    const audit = { write: () => Promise.reject(new Error('disk full')) }
    expect(await revokeLink({ ...deps, audit }, 'user:7', sampleLink.id)).toBe(true)
    expect(told).toContain('audit')
  })
})

it('a copy that left the log channel takes its links with it, and its file is copied anew', async () => {
  const { stores, deps } = setUp()
  await stores.links.add(sampleLink)
  await stores.files.add({ file: sampleLink.file, logMessageId: sampleLink.logMessageId, createdAtMs: 1, crc32: null })
  expect(await forgetFile(deps, sampleLink.logMessageId)).toBe(1)
  expect(await stores.files.find(sampleLink.file.telegramFileId)).toBeNull()
  expect((await stores.links.find(sampleLink.id))?.revokedAtMs).toBe(5000)
})
