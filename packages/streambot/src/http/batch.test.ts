/** Batches through the real actions: what a browser, a player and a download manager get. */
import { describe, expect, it } from 'vitest'
import { BatchWorld, type MadeUpFile } from '../actions/batches.fixture.js'
import { banOf, NOW_MS } from '../actions/links.fixture.js'
import { openArchive } from '../actions/open-archive.js'
import { openBatch } from '../actions/open-batch.js'
import { UNRESTRICTED } from '../core/link.js'
import { FakeFile } from './fake-file.fixture.js'
import type { HttpOptions } from './http-deps.js'
import { createTestServer } from './test-server.fixture.js'

const MIB = 1024 * 1024
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

const files: MadeUpFile[] = [
  {
    name: 'Film, part "1".mkv',
    content: new Uint8Array(2 * MIB).fill(1),
    mimeType: 'video/x-matroska',
    durationSeconds: 61.6,
  },
  { name: 'notes.pdf', content: new Uint8Array(300).fill(2) },
  { name: 'Lied\n#EXTINF:1,ü.mp3', content: new Uint8Array(1536).fill(3), mimeType: 'audio/mpeg' },
]

function setUp(world = new BatchWorld(files), options: HttpOptions = {}) {
  const server = createTestServer(new FakeFile({ sizeBytes: 1 }), world.streams, options, {
    openBatch: (question) => openBatch(world.deps, question),
    openArchive: (question) => openArchive(world.deps, question),
    clock: world.clock,
  })
  const ask = async (suffix: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') => {
    const url = `/b/${world.token}${suffix}`
    const response = await server.app.inject({ url, headers, method })
    return { status: response.statusCode, headers: response.headers, bytes: response.rawPayload, text: response.body }
  }
  return { world, server, ask }
}

describe('the page of a batch', () => {
  it('lists each file with its size and type, to download, and to watch, view or hear where a browser can', async () => {
    const { ask } = setUp()
    const { status, headers, text } = await ask('', BROWSER)
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain('<h1>Holiday</h1>')
    expect(text.match(/<li><b>[^<]*<\/b>\n<small>[^<]*<\/small>/g)).toEqual([
      '<li><b>Film, part &#39;1&#39;.mkv</b>\n<small>2 MiB · video/x-matroska</small>',
      '<li><b>notes.pdf</b>\n<small>300 B · application/pdf</small>',
      '<li><b>Lied #EXTINF_1,ü.mp3</b>\n<small>1.5 KiB · audio/mpeg</small>',
    ])
    expect(text.match(/>Download</g)).toHaveLength(3)
    expect(text.match(/>(Watch|View|Listen)</g)).toEqual(['>Watch<', '>View<', '>Listen<'])
  })

  it('leads to the files, the playlist and the archives, wherever a proxy has put it', async () => {
    const { world, ask } = setUp()
    const { text } = await ask('')
    const hrefs = [...text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&#39;', "'"))
    const resolved = hrefs.map((href) => new URL(href, `https://example.org/some/path/b/${world.token}`).pathname)
    const token = (at: number) => world.keys.tokenOf(world.made[at]!)
    expect(resolved).toEqual([
      ...['m3u', 'zip', 'tar'].map((extension) => `/some/path/b/${world.token}.${extension}`),
      `/some/path/dl/${token(0)}/Film%2C%20part%20'1'.mkv`,
      `/some/path/watch/${token(0)}/Film%2C%20part%20'1'.mkv`,
      `/some/path/dl/${token(1)}/notes.pdf`,
      `/some/path/watch/${token(1)}/notes.pdf`,
      `/some/path/dl/${token(2)}/Lied%20%23EXTINF_1%2C%C3%BC.mp3`,
      `/some/path/watch/${token(2)}/Lied%20%23EXTINF_1%2C%C3%BC.mp3`,
    ])
  })

  it('runs nothing, loads nothing, is kept by nobody, and shows what strangers wrote as they wrote it', async () => {
    const hostile = new BatchWorld([{ name: '<script>alert(1)</script>"\'&.mp4', content: new Uint8Array(1) }], {
      title: '</title><img src=x onerror=alert(1)>',
    })
    const { ask } = setUp(hostile)
    const { headers, text } = await ask('')
    expect(text).not.toMatch(/<(script|img)|onerror=alert\(1\)>/)
    expect(text).toContain('<h1>&#60;/title&#62;&#60;img src=x onerror=alert(1)&#62;</h1>')
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'unsafe-inline'; .*form-action 'none'$/,
      ) as string,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
    expect(text).not.toMatch(/https?:|src=["']/)
  })

  it('tells what opens on its own page, and how many files are not there', async () => {
    const { world, ask } = setUp()
    world.change(0, { restrictions: { ...UNRESTRICTED, passwordHash: 'x' } })
    world.change(1, { revokedAtMs: 1 })
    const { text } = await ask('')
    expect(text).toContain('2 MiB · video/x-matroska · opens on its own page')
    expect(text).toContain('1 of 2 files, 1.5 KiB. Not in it: what opens on its own page.')
    expect(text).toContain('One more file is not available, or not any more.')
    world.change(2, { restrictions: { ...UNRESTRICTED, maxDownloads: 1 } })
    const alone = (await ask('')).text
    expect(alone).not.toMatch(/\.(zip|tar|m3u)"/)
  })

  it('has a head, and no other name', async () => {
    const { ask } = setUp()
    const page = await ask('')
    const head = await ask('', {}, 'HEAD')
    expect([head.status, head.headers['content-length']]).toEqual([200, `${page.bytes.length}`])
    for (const suffix of ['.exe', '.tar.gz', '.', '.zip.zip', '/', '.ZIP']) {
      expect([suffix, (await ask(suffix)).status]).toEqual([suffix, 404])
    }
  })

  it('is called after its files where it has no name', async () => {
    const { ask } = setUp(new BatchWorld(files, { title: null }))
    expect((await ask('')).text).toContain('<h1>3 files</h1>')
  })
})

describe.each(['', '.m3u', '.zip', '.tar'])('a batch that is not served, at /b/{token}%s', (suffix) => {
  it.each<[string, (world: BatchWorld) => void, number, string]>([
    ['there is none', (world) => world.changeBatch(undefined), 404, 'link_not_found'],
    ['it was revoked', (world) => world.changeBatch({ revokedAtMs: 1 }), 404, 'link_not_found'],
    ['it has expired', (world) => world.changeBatch({ expiresAtMs: NOW_MS }), 410, 'link_expired'],
    ['its owner is banned', (world) => world.bans.bans.set(7, banOf(7)), 403, 'link_banned'],
    ['the database is away', (world) => world.goAway(), 503, 'store_unavailable'],
  ])('says that %s', async (_, happen, status, code) => {
    const { world, ask } = setUp()
    happen(world)
    const answer = await ask(suffix)
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([status, { code }])
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('counts a wrong token against the address', async () => {
    const { world, server } = setUp()
    const url = `/b/${'A'.repeat(40)}${suffix}`
    const statuses: number[] = []
    for (let at = 0; at < 4; at++) statuses.push((await server.app.inject({ url })).statusCode)
    expect(statuses).toEqual([404, 404, 404, 429])
    expect(world.batches.asked).toEqual([])
  })
})

describe('the playlist of a batch', () => {
  it('has what plays, with its duration and one line for its name, at full addresses', async () => {
    const { world, ask } = setUp(new BatchWorld(files), { baseUrl: 'https://example.org/files', basePath: '/files' })
    const { status, headers, text } = await ask('.m3u')
    expect([status, headers['content-type']]).toEqual([200, 'audio/x-mpegurl; charset=utf-8'])
    expect(headers['content-disposition']).toBe('attachment; filename="Holiday.m3u"')
    const token = (at: number) => world.keys.tokenOf(world.made[at]!)
    expect(text.split('\n')).toEqual([
      '#EXTM3U',
      "#EXTINF:62,Film, part '1'.mkv",
      `https://example.org/files/stream/${token(0)}/Film%2C%20part%20'1'.mkv`,
      '#EXTINF:-1,Lied #EXTINF_1,ü.mp3',
      `https://example.org/files/stream/${token(2)}/Lied%20%23EXTINF_1%2C%C3%BC.mp3`,
      '',
    ])
  })

  it('begins with what the visitor came by, where nobody says what links begin with', async () => {
    const { ask } = setUp()
    expect((await ask('.m3u', { host: '192.0.2.5:8080' })).text).toContain('\nhttp://192.0.2.5:8080/stream/')
    expect((await ask('.m3u', { host: 'a b' })).status).toBe(400)
    const { ask: behindProxy } = setUp(new BatchWorld(files), { trustProxy: ['loopback'] })
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org' }
    expect((await behindProxy('.m3u', forwarded)).text).toContain('\nhttps://example.org/stream/')
  })

  it('leaves out what asks for a password, and is none where nothing is left to play', async () => {
    const { world, ask } = setUp()
    world.change(0, { restrictions: { ...UNRESTRICTED, passwordHash: 'x' } })
    expect((await ask('.m3u')).text.match(/#EXTINF/g)).toHaveLength(2)
    world.change(2, { revokedAtMs: 1 })
    expect((await ask('.m3u')).status).toBe(404)
  })
})

describe.each(['zip', 'tar'] as const)('a batch as %s', (format) => {
  const suffix = `.${format}`

  it('comes whole, with a length that is known before, as one stream of its owner', async () => {
    const { world, server, ask } = setUp()
    const shown: unknown[] = []
    world.onRead = () => void shown.push(...world.streams.list())
    const { status, headers, bytes } = await ask(suffix)
    expect([status, Number(headers['content-length'])]).toEqual([200, bytes.length])
    expect(headers).toMatchObject({
      'content-type': format === 'zip' ? 'application/zip' : 'application/x-tar',
      'content-disposition': `attachment; filename="Holiday.${format}"`,
      'accept-ranges': format === 'zip' ? 'none' : 'bytes',
      'cache-control': 'private, no-cache, no-transform',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*; sandbox$/) as string,
    })
    expect(headers['last-modified']).toBeUndefined()
    expect([...server.counted]).toEqual([[7, bytes.length]])
    const about = { ownerId: 7, fileName: `Holiday.${format}`, sizeBytes: bytes.length, address: '127.0.0.1' }
    expect(shown[0]).toMatchObject(about)
    expect(world.streams.size).toBe(0)
    expect(server.logged).toContainEqual(
      expect.objectContaining({ batchId: world.batch.id, outcome: 'complete', sentBytes: bytes.length }),
    )
  })

  it('answers HEAD, conditions and ranges as a file does', async () => {
    const { world, ask } = setUp()
    const whole = await ask(suffix)
    const etag = String(whole.headers['etag'])
    const size = whole.bytes.length
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    const head = await ask(suffix, {}, 'HEAD')
    expect([head.status, head.headers['content-length'], head.headers['etag']]).toEqual([200, `${size}`, etag])
    expect(head.headers['accept-ranges']).toBe('bytes')

    const part = await ask(suffix, { range: 'bytes=1000-2199999' })
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 1000-${size - 1}/${size}`])
    expect(part.bytes.equals(whole.bytes.subarray(1000))).toBe(true)
    const last = await ask(suffix, { range: 'bytes=-100', 'if-range': etag })
    expect([last.status, last.bytes.equals(whole.bytes.subarray(-100))]).toEqual([206, true])

    world.read.length = 0
    expect((await ask(suffix, { 'if-none-match': etag })).status).toBe(304)
    expect((await ask(suffix, { 'if-match': '"other"' })).status).toBe(412)
    const beyond = await ask(suffix, { range: `bytes=${size}-` })
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${size}`])
    expect((await ask(suffix, { range: 'bytes=0-5' }, 'HEAD')).status).toBe(200)
    expect(world.read).toEqual([])

    const notTaken: Record<string, string>[] = [
      { range: 'bytes=0-5', 'if-range': '"other"' },
      { range: 'bytes=0-5', 'if-range': 'Wed, 25 Nov 2026 18:30:42 GMT' },
      { range: 'bytes=0-5,10-15' },
      { range: 'words=0-5' },
    ]
    for (const headers of notTaken) {
      const answer = await ask(suffix, headers)
      expect([headers, answer.status, answer.bytes.equals(whole.bytes)]).toEqual([headers, 200, true])
    }
  })

  it('puts no bytes of two archives together when a link is gone: only who says what they began with goes on', async () => {
    const { world, ask } = setUp()
    await ask(suffix)
    world.change(1, { revokedAtMs: 1 })
    const fewer = await ask(suffix)
    const etag = String(fewer.headers['etag'])
    expect((await ask(suffix, { range: 'bytes=100-' })).status).toBe(200)
    expect((await ask(suffix, { range: 'bytes=100-', 'if-range': '"before"' })).status).toBe(200)
    const resumed = await ask(suffix, { range: 'bytes=100-', 'if-range': etag })
    expect([resumed.status, resumed.bytes.equals(fewer.bytes.subarray(100))]).toEqual([206, true])
  })

  it('puts no bytes of two archives together when not everybody may see all of it', async () => {
    const { world, ask } = setUp()
    world.change(0, { restrictions: { ...UNRESTRICTED, addresses: ['127.0.0.1'] } })
    const whole = await ask(suffix)
    expect((await ask(suffix, { range: 'bytes=100-' })).status).toBe(200)
    const resumed = await ask(suffix, { range: 'bytes=100-', 'if-range': String(whole.headers['etag']) })
    expect([resumed.status, resumed.bytes.equals(whole.bytes.subarray(100))]).toEqual([206, true])
  })

  it('says with a status what keeps it from beginning, and tells of a copy that is gone', async () => {
    const { world, server, ask } = setUp()
    world.lost.add(100)
    expect((await ask(suffix)).status).toBe(404)
    expect(server.gone).toEqual([100])
    world.lost.clear()
    world.budget.isClosed = true
    const full = await ask(suffix)
    expect([full.status, full.headers['retry-after']]).toEqual([503, '10'])
    world.quota = { ok: false, reason: 'service_quota_used_up', retryAfterMs: 90_000 }
    const usedUp = await ask(suffix)
    expect([usedUp.status, usedUp.headers['retry-after']]).toEqual([503, '90'])
    for (const at of [0, 1, 2]) world.change(at, { revokedAtMs: 1 })
    expect((await ask(suffix)).status).toBe(404)
  })

  it('says with a status that a link is served no longer, where it would have been the first to be read', async () => {
    const { world, ask } = setUp()
    const sizeBytes = (await ask(suffix)).bytes.length
    const { findEvery } = world.deps.records
    // Revoked between the look at the whole batch and the one at its last file.
    world.deps.records.findEvery = async (linkIds) => {
      const records = await findEvery.call(world.deps.records, linkIds)
      world.change(2, { revokedAtMs: 1 })
      return records
    }
    const answer = await ask(suffix, { range: `bytes=${sizeBytes - 1700}-` })
    expect(answer.status).toBe(404)
  })

  it('stays nowhere when not everybody may see it', async () => {
    const { world, ask } = setUp()
    world.change(0, { restrictions: { ...UNRESTRICTED, addresses: ['127.0.0.1'] } })
    expect((await ask(suffix)).headers['cache-control']).toBe('private, no-store, no-transform')
  })
})

describe('over a connection, a batch as an archive', () => {
  it.each<[string, (world: BatchWorld) => void, string, number[]]>([
    ['a file of it is lost', (world) => world.lost.add(101), 'failed', [101]],
    ['a link of it is revoked', (world) => world.change(1, { revokedAtMs: 1 }), 'cancelled', []],
    ['an admin ends it', (world) => world.streams.cancelAll('enough'), 'cancelled', []],
  ])('is cut off when %s, and never looks complete', async (_, happen, outcome, gone) => {
    const { world, server } = setUp()
    world.onRead = (logMessageId) => {
      if (logMessageId === 100) happen(world)
    }
    const port = await server.server.listen({ host: '127.0.0.1', port: 0 })
    try {
      const response = await fetch(`http://127.0.0.1:${port}/b/${world.token}.tar`).catch(() => null)
      if (response) await expect(response.arrayBuffer()).rejects.toThrow()
    } finally {
      await server.server.drain(0)
    }
    expect([world.streams.size, world.budget.numbers().heldBytes, server.gone]).toEqual([0, 0, gone])
    if (outcome === 'failed') expect(server.logged).toContainEqual(expect.objectContaining({ outcome }))
  })
})
