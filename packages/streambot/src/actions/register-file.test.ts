import { describe, expect, it } from 'vitest'
import type { Ban } from '../core/ban.js'
import { StreamBotError } from '../core/errors.js'
import { verifyLinkToken } from '../core/link-token.js'
import type { Link, LinkKey } from '../core/link.js'
import type { MediaFile } from '../core/media-file.js'
import { SlidingWindow, takeFromAll } from '../core/sliding-window.js'
import type { StoredFile } from '../core/stored-file.js'
import type { User, UserProfile } from '../core/user.js'
import { BEGINNINGS } from '../policy/file-beginnings.fixture.js'
import { UploadPlaces } from '../policy/upload-places.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { WindowStore } from '../ports/window-store.js'
import { registerFile as registerAs, type RegisterFileDeps } from './register-file.js'

const { signal } = new AbortController()

let requests = 0
/** Each time as if it were sent anew. */
function register(deps: RegisterFileDeps, incoming: IncomingFile, signal: AbortSignal) {
  return registerAs(deps, incoming, `request ${++requests}`, signal)
}

const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }
const NOW_MS = 1_000_500
const ADMIN_ID = 1
const COPY_ID = 42

const ada: UserProfile = { id: 7, firstName: 'Ada', username: 'ada', languageCode: 'en' }
const admin: UserProfile = { ...ada, id: ADMIN_ID }
const file: MediaFile = {
  kind: 'document',
  name: 'report.pdf',
  mimeType: 'application/pdf',
  sizeBytes: 1234,
  telegramFileId: '99',
  durationSeconds: null,
  width: null,
  height: null,
}
const incoming: IncomingFile = { chatId: 7, messageId: 3, sender: ada, file }

const sent = (overrides: Partial<MediaFile>): IncomingFile => ({ ...incoming, file: { ...file, ...overrides } })
const stored = (logMessageId: number): StoredFile => ({ file, logMessageId, createdAtMs: 0, crc32: null })
const away = () => Promise.reject(new StreamBotError('store_unavailable', 'away'))

/** Windows as a store has them. */
class FakeWindows implements Pick<WindowStore, 'take' | 'giveBack'> {
  readonly windows = new Map<string, SlidingWindow>()

  take: WindowStore['take'] = (wishes, nowMs, name) => {
    const asked = wishes.map((wish) => ({ ...wish, window: this.#window(wish.key) }))
    return Promise.resolve(takeFromAll(asked, nowMs, name))
  }

  giveBack(keys: readonly string[], counted: number | string): Promise<void> {
    for (const key of keys) this.#window(key).giveBack(counted)
    return Promise.resolve()
  }

  get counted(): Record<string, number> {
    return Object.fromEntries([...this.windows].map(([key, window]) => [key, window.size]))
  }

  #window(key: string): SlidingWindow {
    const window = this.windows.get(key) ?? new SlidingWindow()
    this.windows.set(key, window)
    return window
  }
}

function setUp(overrides: Partial<RegisterFileDeps> = {}, known: StoredFile | null = null) {
  const calls: string[] = []
  const added: Link[] = []
  const registered: StoredFile[] = []
  const windows = new FakeWindows()
  const person = { isAuthorized: false, linksPerDay: null as number | null }
  const ban: { current: Ban | null } = { current: null }
  const deps: RegisterFileDeps = {
    clock: { now: () => NOW_MS },
    linkKeys: { signing: key },
    users: {
      seen: (profile) => {
        calls.push('seen')
        return Promise.resolve({ ...profile, ...person } as User)
      },
    },
    bans: { find: () => Promise.resolve(ban.current) },
    files: {
      find: () => Promise.resolve(known),
      add: (entry) => {
        calls.push('files.add')
        registered.push(entry)
        return Promise.resolve(entry)
      },
      forgetCopy: (logMessageId) => {
        calls.push(`forget ${logMessageId}`)
        return Promise.resolve(true)
      },
    },
    links: {
      add: (link) => {
        calls.push('links.add')
        added.push(link)
        return Promise.resolve()
      },
      find: (id) => Promise.resolve(added.find((link) => link.id === id) ?? null),
    },
    places: new UploadPlaces({ clock: { now: () => NOW_MS }, windows }),
    membership: { check: () => Promise.resolve(null) },
    logChannel: {
      copy: () => {
        calls.push('copy')
        return Promise.resolve(COPY_ID)
      },
    },
    readFirstBytes: (logMessageId) => {
      calls.push(`look ${logMessageId}`)
      return Promise.resolve(BEGINNINGS.pdf)
    },
    isStored: () => Promise.resolve(true),
    accessRules: { mode: 'public', adminIds: [ADMIN_ID], allowedUserIds: [] },
    fileRules: { maxSizeBytes: null, types: { allowed: [], denied: [] } },
    uploadRules: { linksPerDay: 2, authorizedLinksPerDay: null, uploadsPerMinute: null, serviceUploadsPerMinute: null },
    linkRules: { baseUrl: 'https://example.org/files', expirySeconds: 60 },
    ...overrides,
  }
  return { deps, calls, added, registered, windows, person, ban }
}

const onlyVideos = { maxSizeBytes: null, types: { allowed: ['video/*'], denied: [] } }

describe('a file', () => {
  it('is copied, recorded and answered with a link that carries what serving needs', async () => {
    const { deps, calls, added, registered } = setUp()
    const result = await register(deps, incoming, signal)
    if (!result.ok) throw new Error(result.refusal.reason)
    expect(calls).toEqual(['seen', 'copy', 'files.add', 'links.add'])
    expect(registered).toEqual([{ file, logMessageId: COPY_ID, createdAtMs: NOW_MS, crc32: null }])
    expect(added).toEqual([result.link])
    expect(result.link).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      logMessageId: COPY_ID,
      file,
      ownerId: 7,
      createdAtMs: NOW_MS,
      expiresAtMs: 1_060_000,
      revokedAtMs: null,
      restrictions: { passwordHash: null, maxDownloads: null, addresses: [] },
      downloads: 0,
      lastAccessAtMs: null,
      subtitles: [],
    })
    const token = /^https:\/\/example\.org\/files\/dl\/([\w-]+)\/report\.pdf$/.exec(result.downloadUrl)?.[1] ?? ''
    expect(verifyLinkToken([key], token)).toEqual({
      linkId: result.link.id,
      logMessageId: COPY_ID,
      sizeBytes: 1234,
      expiresAtMs: 1_060_000,
      isRestricted: false,
    })
    expect(result.streamUrl).toBe(result.downloadUrl.replace('/dl/', '/stream/'))
    expect(result.watchUrl).toBe(result.downloadUrl.replace('/dl/', '/watch/'))
  })

  it('has a link that never expires when configured so', async () => {
    const { deps } = setUp({ linkRules: { baseUrl: 'http://x', expirySeconds: null } })
    expect(await register(deps, incoming, signal)).toMatchObject({ ok: true, link: { expiresAtMs: null } })
  })

  it('keeps a name out of the link that would make it too long for a chat', async () => {
    const result = await register(setUp().deps, sent({ name: '😀'.repeat(300) }), signal)
    expect(result.ok && result.downloadUrl.length).toBeLessThan(100)
  })

  it('has no link given out that could not be recorded, and counts for nothing then', async () => {
    const { deps, windows } = setUp({ links: { find: () => Promise.resolve(null), add: away } })
    await expect(register(deps, incoming, signal)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(windows.counted).toEqual({ 'links:7': 0 })
  })
})

describe('a file that is stored already', () => {
  it('is not copied again', async () => {
    const { deps, calls } = setUp({}, stored(30))
    expect(await register(deps, incoming, signal)).toMatchObject({ ok: true, link: { logMessageId: 30 } })
    expect(calls).toEqual(['seen', 'links.add'])
  })

  it('by somebody who was faster is served from their copy', async () => {
    const { deps } = setUp()
    const files = { ...deps.files, add: () => Promise.resolve(stored(41)) }
    const result = await register({ ...deps, files }, incoming, signal)
    expect(result).toMatchObject({ ok: true, link: { logMessageId: 41 } })
  })

  it('is copied anew when its copy was deleted while nobody looked', async () => {
    const { deps, calls } = setUp({ isStored: (logMessageId) => Promise.resolve(logMessageId !== 30) }, stored(30))
    expect(await register(deps, incoming, signal)).toMatchObject({ ok: true, link: { logMessageId: COPY_ID } })
    expect(calls).toEqual(['seen', 'forget 30', 'copy', 'files.add', 'links.add'])
  })

  it('is believed to be stored where Telegram does not say', async () => {
    const isStored = () => Promise.reject(new StreamBotError('telegram_unavailable', 'away'))
    const { deps, calls } = setUp({ isStored }, stored(30))
    expect(await register(deps, incoming, signal)).toMatchObject({ ok: true, link: { logMessageId: 30 } })
    expect(calls).toEqual(['seen', 'links.add'])
  })

  it('is copied anew when its copy turns out to be deleted', async () => {
    const { deps, calls } = setUp({}, stored(30))
    const readFirstBytes = (logMessageId: number) =>
      logMessageId === 30 ? Promise.reject(new StreamBotError('file_gone', 'gone')) : Promise.resolve(BEGINNINGS.pdf)
    const result = await register({ ...deps, readFirstBytes }, sent({ mimeType: 'application/octet-stream' }), signal)
    expect(result).toMatchObject({ ok: true, link: { logMessageId: COPY_ID } })
    expect(calls).toEqual(['seen', 'forget 30', 'copy', 'files.add', 'links.add'])
  })
})

describe('who may not send', () => {
  it('learns of the ban, and nothing is copied or counted', async () => {
    const { deps, calls, windows, ban } = setUp()
    ban.current = { userId: 7, reason: 'spam', bannedBy: 1, createdAtMs: 0, untilMs: null }
    expect(await register(deps, incoming, signal)).toEqual({
      ok: false,
      refusal: { reason: 'banned', banReason: 'spam', untilMs: null },
    })
    expect(calls).toEqual(['seen'])
    expect(windows.counted).toEqual({})
  })

  it('is told how to get on the list', async () => {
    const { deps, person } = setUp({ accessRules: { mode: 'allow-list', adminIds: [ADMIN_ID], allowedUserIds: [] } })
    expect(await register(deps, incoming, signal)).toMatchObject({ refusal: { reason: 'not_allowed', userId: 7 } })
    person.isAuthorized = true
    expect(await register(deps, incoming, signal)).toMatchObject({ ok: true })
  })

  it('is sent to the channels first, unless an admin', async () => {
    const refusal = { reason: 'not_subscribed', channels: [{ title: 'News', url: null }] } as const
    const { deps } = setUp({ membership: { check: () => Promise.resolve(refusal) } })
    expect(await register(deps, incoming, signal)).toEqual({ ok: false, refusal })
    expect(await register(deps, { ...incoming, sender: admin }, signal)).toMatchObject({ ok: true })
  })
})

describe('a file that may not become a link', () => {
  it('for its size is not even copied', async () => {
    const { deps, calls } = setUp({ fileRules: { maxSizeBytes: 1000, types: { allowed: [], denied: [] } } })
    expect(await register(deps, incoming, signal)).toEqual({
      ok: false,
      refusal: { reason: 'file_too_large', sizeBytes: 1234, maxSizeBytes: 1000 },
    })
    expect(calls).toEqual(['seen'])
  })

  it('for its declared type is not even copied', async () => {
    const { deps, calls, windows } = setUp({ fileRules: onlyVideos })
    expect(await register(deps, incoming, signal)).toMatchObject({ refusal: { reason: 'type_not_allowed' } })
    expect(calls).toEqual(['seen'])
    expect(windows.counted).toEqual({})
  })

  it('for its true type counts for nothing', async () => {
    const { deps, calls, windows } = setUp({ fileRules: onlyVideos })
    expect(await register(deps, sent({ mimeType: 'video/mp4' }), signal)).toEqual({
      ok: false,
      refusal: { reason: 'type_not_allowed', mimeType: 'application/pdf', allowed: ['video/*'] },
    })
    expect(calls).toEqual(['seen', 'copy', 'files.add', `look ${COPY_ID}`])
    expect(windows.counted).toEqual({ 'links:7': 0 })
  })

  it('is refused the same way when it is stored already', async () => {
    const { deps, calls } = setUp({ fileRules: onlyVideos }, stored(30))
    const result = await register(deps, sent({ mimeType: 'video/mp4' }), signal)
    expect(result).toMatchObject({ refusal: { reason: 'type_not_allowed' } })
    expect(calls).toEqual(['seen', 'look 30'])
  })
})

describe('the type of a file', () => {
  it('is found out where the sender gave none', async () => {
    const { deps } = setUp()
    const result = await register(deps, sent({ mimeType: 'application/octet-stream' }), signal)
    expect(result).toMatchObject({ ok: true, link: { file: { mimeType: 'application/pdf', name: 'report.pdf' } } })
  })

  it('is as declared where no rule asks, and costs no reading', async () => {
    const { deps, calls } = setUp()
    await register(deps, sent({ mimeType: 'video/mp4' }), signal)
    await register(deps, sent({ kind: 'photo', mimeType: 'application/octet-stream' }), signal)
    await register(deps, sent({ sizeBytes: 0, mimeType: 'application/octet-stream' }), signal)
    expect(calls.filter((call) => call.startsWith('look'))).toEqual([])
  })

  it('may stay unknown where no rule asks, but not where one does', async () => {
    const readFirstBytes = () => Promise.reject(new StreamBotError('telegram_unavailable', 'away'))
    const vague = sent({ mimeType: 'application/octet-stream' })
    expect(await register(setUp({ readFirstBytes }).deps, vague, signal)).toMatchObject({ ok: true })
    const { deps, windows } = setUp({ readFirstBytes, fileRules: onlyVideos })
    await expect(register(deps, vague, signal)).rejects.toMatchObject({ code: 'telegram_unavailable' })
    expect(windows.counted).toEqual({ 'links:7': 0 })
  })
})

describe('the limits', () => {
  it('refuse with the exact time until the next link', async () => {
    const { deps, calls } = setUp()
    await register(deps, incoming, signal)
    await register(deps, incoming, signal)
    const before = calls.length
    expect(await register(deps, incoming, signal)).toEqual({
      ok: false,
      refusal: { reason: 'too_many_links', retryAfterMs: 86_400_000 },
    })
    expect(calls.slice(before)).toEqual(['seen'])
  })

  it('are no limits for admins', async () => {
    const { deps, windows } = setUp()
    const fromAdmin = { ...incoming, sender: admin }
    for (let i = 0; i < 5; i++) expect(await register(deps, fromAdmin, signal)).toMatchObject({ ok: true })
    expect(windows.counted).toEqual({})
  })

  it('are a person’s own where an admin set them', async () => {
    const { deps, person } = setUp()
    person.linksPerDay = 3
    for (let i = 0; i < 3; i++) expect(await register(deps, incoming, signal)).toMatchObject({ ok: true })
    expect(await register(deps, incoming, signal)).toMatchObject({ refusal: { reason: 'too_many_links' } })
  })

  it('take back what failed, and the failure is told even when they cannot', async () => {
    const copy = () => Promise.reject(new StreamBotError('log_channel_unusable', 'no admin'))
    const { deps, windows } = setUp({ logChannel: { copy } })
    await expect(register(deps, incoming, signal)).rejects.toMatchObject({ code: 'log_channel_unusable' })
    expect(windows.counted).toEqual({ 'links:7': 0 })
    windows.giveBack = away
    await expect(register(deps, incoming, signal)).rejects.toMatchObject({ code: 'log_channel_unusable' })
  })
})

it('asks what does not depend on each other at the same time', async () => {
  const waiting: (() => void)[] = []
  const { deps } = setUp()
  const slow = <T>(value: T) => new Promise<T>((resolve) => waiting.push(() => resolve(value)))
  const registering = register(
    {
      ...deps,
      users: { seen: (profile) => slow({ ...profile, isAuthorized: false, linksPerDay: null } as User) },
      bans: { find: () => slow(null) },
      files: { ...deps.files, find: () => slow(null) },
    },
    incoming,
    signal,
  )
  expect(waiting).toHaveLength(3)
  for (const answer of waiting) answer()
  expect(await registering).toMatchObject({ ok: true })
})

describe('a file that is asked for again under the same name, because nobody knows whether it was answered', () => {
  it('has the link it had, and is counted once', async () => {
    const { deps, calls, added } = setUp()
    const first = await registerAs(deps, incoming, 'chat 7 message 3', signal)
    const again = { ...first, isNew: false }
    for (let i = 0; i < 3; i++) expect(await registerAs(deps, incoming, 'chat 7 message 3', signal)).toEqual(again)
    expect(added).toHaveLength(1)
    expect(calls.filter((call) => call === 'copy')).toHaveLength(1)
    expect(await registerAs(deps, incoming, 'chat 7 message 4', signal)).toMatchObject({ ok: true })
    expect(added).toHaveLength(2)
  })

  it('has the link that another instance made meanwhile, and is counted for nothing here', async () => {
    const { deps, windows } = setUp()
    const first = await registerAs(deps, incoming, 'chat 7 message 3', signal)
    let asked = 0
    const find: typeof deps.links.find = (id) => (++asked === 1 ? Promise.resolve(null) : deps.links.find(id))
    const late = { ...deps, links: { find, add: () => Promise.reject(new Error('There is one with this id')) } }
    const again = await registerAs(late, incoming, 'chat 7 message 3', signal)
    expect(again).toEqual({ ...first, isNew: false })
    expect(windows.counted).toEqual({ 'links:7': 1 })
  })

  it('has the place that was taken for it before a crash, also when that was the last one', async () => {
    const { deps, windows } = setUp()
    const crashed = { ...deps, links: { ...deps.links, add: () => new Promise<never>(() => {}) } }
    await registerAs(deps, incoming, 'chat 7 message 2', signal)
    void registerAs(crashed, incoming, 'chat 7 message 3', signal)
    await expect.poll(() => windows.counted).toEqual({ 'links:7': 2 })
    expect(await registerAs(deps, incoming, 'chat 7 message 4', signal)).toMatchObject({ ok: false })
    expect(await registerAs(deps, incoming, 'chat 7 message 3', signal)).toMatchObject({ ok: true, isNew: true })
    expect(windows.counted).toEqual({ 'links:7': 2 })
  })

  it('has none for somebody who was banned since', async () => {
    const { deps, ban } = setUp()
    await registerAs(deps, incoming, 'chat 7 message 3', signal)
    ban.current = { userId: 7, reason: null, bannedBy: ADMIN_ID, createdAtMs: 1, untilMs: null }
    expect(await registerAs(deps, incoming, 'chat 7 message 3', signal)).toMatchObject({
      refusal: { reason: 'banned' },
    })
  })
})
