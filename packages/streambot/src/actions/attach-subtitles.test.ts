import { describe, expect, it } from 'vitest'
import { lend } from '../core/lent-bytes.fixture.js'
import type { Link } from '../core/link.js'
import { MAX_SUBTITLES } from '../core/subtitles.js'
import type { User, UserProfile } from '../core/user.js'
import { UploadPlaces } from '../policy/upload-places.js'
import type { IncomingFile } from '../ports/log-channel.js'
import { MemoryFileStore } from '../stores/memory/memory-file-store.js'
import { MemoryLinkStore } from '../stores/memory/memory-link-store.js'
import { MemoryWindowStore } from '../stores/memory/memory-window-store.js'
import { attachSubtitles, type AttachSubtitlesDeps } from './attach-subtitles.js'
import { findFilms } from './find-films.js'
import { banOf, FakeKeys, NOW_MS, sampleFile, sampleLink } from './links.fixture.js'
import { removeSubtitles } from './remove-subtitles.js'

const { signal } = new AbortController()
const ada: UserProfile = { id: 7, firstName: 'Ada', username: 'ada', languageCode: 'en' }
const SRT = Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nHallo\n')
const incoming: IncomingFile = {
  chatId: 7,
  messageId: 3,
  sender: ada,
  file: { ...sampleFile, name: 'film.de.srt', sizeBytes: SRT.length, telegramFileId: '100' },
}
const film: Link = { ...sampleLink, file: { ...sampleFile, name: 'film.mkv', mimeType: 'video/x-matroska' } }
const keys = new FakeKeys()

async function setUp(links: readonly Link[] = [film], overrides: Partial<AttachSubtitlesDeps> = {}, content = SRT) {
  const store = new MemoryLinkStore()
  for (const link of links) await store.add(link)
  const calls: string[] = []
  const windows = new MemoryWindowStore()
  let lent = 0
  const clock = { now: () => NOW_MS }
  const deps: AttachSubtitlesDeps = {
    clock,
    linkKeys: { signing: keys.key },
    users: { seen: (profile) => Promise.resolve({ ...profile, isAuthorized: false, linksPerDay: null } as User) },
    bans: { find: () => Promise.resolve(null) },
    files: new MemoryFileStore(),
    links: store,
    places: new UploadPlaces({ clock, windows }),
    membership: { check: () => Promise.resolve(null) },
    logChannel: { copy: () => Promise.resolve(calls.push('copy') + 40) },
    readFirstBytes: () => Promise.resolve(content),
    isStored: () => Promise.resolve(true),
    parts: {
      readPart: ({ part, fileKey }) => {
        calls.push(`read ${fileKey} ${part.offsetBytes}+${part.lengthBytes}`)
        const bytes = content.subarray(part.offsetBytes, part.offsetBytes + part.lengthBytes)
        lent++
        return Promise.resolve({ ...lend(bytes, () => void lent--), servedBy: 'one' })
      },
    },
    accessRules: { mode: 'public', adminIds: [1], allowedUserIds: [] },
    fileRules: { maxSizeBytes: null, types: { allowed: [], denied: [] } },
    uploadRules: { linksPerDay: 1, authorizedLinksPerDay: 1, uploadsPerMinute: 2, serviceUploadsPerMinute: null },
    linkRules: { baseUrl: 'https://example.org', expirySeconds: 60 },
    ...overrides,
  }
  const attach = (request = 'one', file = incoming) => attachSubtitles(deps, file, film.id, request, signal)
  return { deps, store, calls, attach, lentBuffers: () => lent }
}

describe('attachSubtitles', () => {
  it('keeps a copy, looks at all of it, and records it with the link', async () => {
    const { attach, calls, store, lentBuffers } = await setUp()
    const result = await attach()
    const recorded = (await store.find(film.id))?.subtitles
    expect(recorded).toMatchObject([
      { name: 'film.de.srt', language: 'de', logMessageId: 41, telegramFileId: '100', sizeBytes: SRT.length },
    ])
    expect(result).toMatchObject({ ok: true, subtitles: recorded?.[0], link: { subtitles: recorded } })
    expect(result.ok && result.watchUrl).toMatch(/^https:\/\/example\.org\/watch\//)
    expect([calls, lentBuffers()]).toEqual([['copy', `read 100-${SRT.length} 0+4096`], 0])
  })

  it('does so once, asked again by the same request; another request is another file', async () => {
    const { attach, calls, store } = await setUp()
    const first = await attach()
    expect(await attach()).toEqual(first)
    expect(calls).toHaveLength(2)
    await attach('two')
    // The copy is there already.
    expect(calls.filter((call) => call === 'copy')).toHaveLength(1)
    expect((await store.find(film.id))?.subtitles).toHaveLength(2)
  })

  it('counts as a file that was sent, and as no link', async () => {
    const { attach } = await setUp()
    for (const request of ['one', 'two']) expect(await attach(request)).toMatchObject({ ok: true })
    expect(await attach('three')).toMatchObject({ ok: false, refusal: { reason: 'too_many_uploads' } })
    expect(await attach('one')).toMatchObject({ ok: true })
  })

  it.each<[string, Link[]]>([
    ['belongs to somebody else', [{ ...film, ownerId: 8 }]],
    ['was revoked', [{ ...film, revokedAtMs: 1 }]],
    ['has expired', [{ ...film, expiresAtMs: NOW_MS }]],
    ['is not there', []],
  ])('does nothing where the link %s', async (_what, links) => {
    const { attach, calls } = await setUp(links)
    expect(await attach()).toEqual({ ok: false, refusal: { reason: 'film_over' } })
    expect(calls).toEqual([])
  })

  it('refuses who may send nothing, and what no file may be', async () => {
    const ban = banOf(7)
    expect(await (await setUp([film], { bans: { find: () => Promise.resolve(ban) } })).attach()).toMatchObject({
      refusal: { reason: 'banned' },
    })
    const missing = { reason: 'not_subscribed', channels: [] } as const
    const outside = await setUp([film], { membership: { check: () => Promise.resolve(missing) } })
    expect(await outside.attach()).toEqual({ ok: false, refusal: missing })
    const fileRules = { maxSizeBytes: 1, types: { allowed: [], denied: [] } }
    expect(await (await setUp([film], { fileRules })).attach()).toMatchObject({ refusal: { reason: 'file_too_large' } })
  })

  it('refuses what is too large or too much, and holds it against nobody', async () => {
    const large = { ...incoming, file: { ...incoming.file, sizeBytes: 2 * 1024 * 1024 + 1 } }
    expect(await (await setUp()).attach('one', large)).toMatchObject({ refusal: { reason: 'subtitles_too_large' } })
    const subtitles = Array.from({ length: MAX_SUBTITLES }, (_, at) => ({
      id: `${at}`.padStart(16, '0'),
      name: 'a.srt',
      language: null,
      logMessageId: 1,
      telegramFileId: '1',
      sizeBytes: 1,
    }))
    const full = await setUp([{ ...film, subtitles }])
    expect(await full.attach()).toMatchObject({ refusal: { reason: 'too_many_subtitles', max: MAX_SUBTITLES } })
    expect(full.calls).toEqual([])

    for (const request of ['one', 'two', 'three']) expect(await full.attach(request)).toMatchObject({ ok: false })
    expect(full.calls).toEqual([])
  })

  it('refuses what is no subtitles, of which people may send no more than files', async () => {
    const junk = await setUp([film], {}, Buffer.from('PK'.repeat(SRT.length)).subarray(0, SRT.length))
    const send = (at: number) =>
      junk.attach(`${at}`, { ...incoming, file: { ...incoming.file, telegramFileId: `${200 + at}` } })
    for (const at of [1, 2]) expect(await send(at)).toEqual({ ok: false, refusal: { reason: 'no_subtitles' } })
    expect(await send(3)).toMatchObject({ ok: false, refusal: { reason: 'too_many_uploads' } })
    expect(junk.calls.filter((call) => call === 'copy')).toHaveLength(2)
    expect((await junk.store.find(film.id))?.subtitles).toEqual([])
  })

  it('takes a copy that comes cut short for none', async () => {
    const { attach, store, lentBuffers } = await setUp([film], {}, SRT.subarray(0, 5))
    await expect(attach()).rejects.toMatchObject({ code: 'telegram_unavailable' })
    expect([(await store.find(film.id))?.subtitles, lentBuffers()]).toEqual([[], 0])
  })
})

it('removeSubtitles takes them off for the owner and for admins, and for nobody else', async () => {
  const { store, attach } = await setUp()
  const result = await attach()
  if (!result.ok) throw new Error('refused')
  const { id } = result.subtitles
  const deps = { linkKeys: { signing: keys.key }, baseUrl: 'https://example.org', links: store }
  expect(await removeSubtitles(deps, { userId: 8, isAdmin: false }, film.id, id)).toBeNull()
  expect((await store.find(film.id))?.subtitles).toHaveLength(1)
  const owner = { userId: 7, isAdmin: false }
  expect(await removeSubtitles(deps, owner, film.id, id)).toMatchObject({ subtitles: result.subtitles })
  expect((await store.find(film.id))?.subtitles).toEqual([])
  expect(await removeSubtitles(deps, owner, film.id, id)).toMatchObject({ subtitles: null })
})

it('findFilms finds films of their own by number and by token, and nothing else', async () => {
  const paper = { ...film, id: '1'.repeat(16), file: sampleFile }
  const theirs = { ...film, id: '2'.repeat(16), ownerId: 8 }
  const second = { ...film, id: '3'.repeat(16), file: { ...sampleFile, name: 'A.MKV' } }
  const { store } = await setUp([film, paper, theirs, second])
  const deps = { linkKeys: keys, links: store }
  const ids = [film, paper, theirs, second].map(({ id }) => id)
  expect(await findFilms(deps, 7, { ids, tokens: [] })).toEqual([film, second])
  const tokens = [keys.tokenOf(film), keys.tokenOf(theirs), 'A'.repeat(52)]
  expect(await findFilms(deps, 7, { ids: [film.id], tokens })).toEqual([film])
  expect(await findFilms(deps, 7, { ids: [], tokens: [] })).toEqual([])
})
