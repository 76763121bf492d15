import { describe, expect, it } from 'vitest'
import type { LinkKey } from '../core/link.js'
import type { ChannelPost } from '../ports/messenger.js'
import { sampleLink } from '../ports/link-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { registerPost, type RegisterPostDeps } from './register-post.js'

const { signal } = new AbortController()
const ADMIN = 1
const NOW_MS = 1_000_500
const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }
const post: ChannelPost = { channelId: -1001, messageId: 5, file: sampleLink.file, hasButtons: false }
const never = () => Promise.reject(new Error('nobody is to be asked'))

function setUp(adminIds: readonly number[] = [ADMIN, 9]) {
  const stores = openMemoryStores()
  const copied: number[] = []
  const deps: RegisterPostDeps = {
    clock: { now: () => NOW_MS },
    linkKeys: { signing: key },
    users: stores.users,
    bans: stores.bans,
    links: stores.links,
    files: stores.files,
    places: { take: never },
    membership: { check: never },
    logChannel: { copy: ({ messageId }) => Promise.resolve(copied.push(messageId) + 40) },
    readFirstBytes: () => Promise.resolve(new Uint8Array()),
    isStored: () => Promise.resolve(true),
    accessRules: { mode: 'owner-only', adminIds, allowedUserIds: [] },
    uploadRules: { linksPerDay: 1, authorizedLinksPerDay: 1, uploadsPerMinute: 1, serviceUploadsPerMinute: 1 },
    fileRules: { maxSizeBytes: sampleLink.file.sizeBytes, types: { allowed: [], denied: [] } },
    linkRules: { baseUrl: 'https://example.org', expirySeconds: null },
  }
  return { stores, deps, copied, register: (it = post) => registerPost(deps, it, signal) }
}

describe('a file that is posted', () => {
  it('is a link of the first admin, who is limited in nothing', async () => {
    const { register, copied } = setUp()
    expect(await register()).toMatchObject({ ok: true, isNew: true, link: { ownerId: ADMIN, logMessageId: 41 } })
    expect(copied).toEqual([5])
  })

  it('is the same link when the post comes again, and copied once', async () => {
    const { register, copied } = setUp()
    const [first, again] = [await register(), await register()]
    if (!first?.ok || !again?.ok) throw new Error('expected a link')
    expect([again.link.id, again.isNew]).toEqual([first.link.id, false])
    expect(copied).toHaveLength(1)
    expect(await register({ ...post, messageId: 6 })).toMatchObject({ isNew: true })
  })

  it('says nothing of who the admin is: nobody wrote to the bot', async () => {
    const { register, stores } = setUp()
    const known = { id: ADMIN, firstName: 'Ada', username: 'ada', languageCode: 'de' }
    await stores.users.seen(known, 5)
    await register()
    expect(await stores.users.find(ADMIN)).toMatchObject({ ...known, lastSeenAtMs: 5 })
  })

  it('is no link where there is no admin', async () => {
    const { register, copied } = setUp([])
    expect(await register()).toBeNull()
    expect(copied).toEqual([])
  })

  it('is refused like any other file, and not copied then', async () => {
    const { register, copied } = setUp()
    const large = { ...post, file: { ...post.file, sizeBytes: post.file.sizeBytes + 1 } }
    expect(await register(large)).toMatchObject({ ok: false, refusal: { reason: 'file_too_large' } })
    expect(copied).toEqual([])
  })
})
