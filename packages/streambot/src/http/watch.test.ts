/** The player's page and what it loads, without a browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile, type FakeFileOptions } from './fake-file.fixture.js'
import type { HttpOptions } from './http-deps.js'
import { createTestServer, TOKEN } from './test-server.fixture.js'

const SCRIPT = 'export const answer = 42\n'

function setUp(file: Partial<FakeFileOptions> | StreamBotError = {}, options: HttpOptions = {}) {
  const source =
    file instanceof StreamBotError
      ? file
      : new FakeFile({ sizeBytes: 1536, name: 'film.mp4', mimeType: 'video/mp4', ...file })
  const { app, counted, logged } = createTestServer(source, new StreamRegistry({ now: () => 0 }), options)
  const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    app.inject({ url, headers, method })
  return { get, source, counted, logged }
}

/** As the build leaves them. */
async function builtPages(): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'streambot-pages-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = { 'player-1.js': SCRIPT, 'style-1.css': 'p{}', 'icon-1.svg': '<svg/>' }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text)
    await writeFile(join(folder, `${name}.gz`), gzipSync(text))
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(text))
  }
  const player = { script: 'player-1.js', style: 'style-1.css', icon: 'icon-1.svg', lazy: [] }
  await writeFile(join(folder, 'pages.json'), JSON.stringify({ player, files: Object.keys(files) }))
  return pathToFileURL(`${folder}/`)
}

describe('the page that plays a file', () => {
  it('has all that can be said of it, and counts as no download', async () => {
    const { get, source, counted } = setUp()
    const { statusCode, headers, body } = await get(`/watch/${TOKEN}/film.mp4`)
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(body).toContain('<h1>film.mp4</h1>')
    expect(body).toContain('<span>1.5 KiB</span> <span>video/mp4</span>')
    expect(body).toMatch(new RegExp(`<video [^>]*src="../../stream/${TOKEN}/film.mp4"`))
    expect(body).toContain(`href="../../dl/${TOKEN}/film.mp4"`)
    expect((source as FakeFile).reads).toEqual([])
    expect(counted.size).toBe(0)
  })

  it('finds everything from either of its addresses, below any path', async () => {
    const pages = await builtPages()
    for (const prefix of ['', '/files']) {
      const { get } = setUp({}, { pages, basePath: '/files' })
      for (const path of [`/watch/${TOKEN}`, `/watch/${TOKEN}/`, `/watch/${TOKEN}/film.mp4`]) {
        const url = `${prefix}${path}`
        const { body } = await get(url)
        const addresses = [...body.matchAll(/(?:src|href|data-stream)="([^"]+)"/g)].map((match) => match[1] ?? '')
        const paths = addresses.map((address) => new URL(address, `http://x${url}`).pathname)
        expect(new Set(paths)).toEqual(
          new Set(
            [
              '/assets/player-1.js',
              '/assets/style-1.css',
              '/assets/icon-1.svg',
              `/stream/${TOKEN}/film.mp4`,
              `/dl/${TOKEN}/film.mp4`,
            ].map((it) => prefix + it),
          ),
        )
      }
    }
  })

  it('runs what this server sends and nothing else, and is in no frame', async () => {
    const { get } = setUp({}, { pages: await builtPages() })
    const [first, second] = [await get(`/watch/${TOKEN}`), await get(`/watch/${TOKEN}`)]
    const policy = String(first.headers['content-security-policy'])
    const nonce = /'nonce-([\w+/=]{24})'/.exec(policy)?.[1] ?? ''
    expect(first.body).toContain(`nonce="${nonce.replaceAll('+', '+')}"`)
    expect(second.headers['content-security-policy']).not.toBe(policy)
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(policy.split('; ')).toContain(rule)
    }
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/)
    // What a page makes itself may be a film, and nothing else.
    expect(policy.split('; ').filter((rule) => rule.includes('blob:'))).toEqual(["media-src 'self' blob:"])
    expect(first.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    expect(first.body.match(/<script/g)).toHaveLength(1)
    expect(first.body).not.toMatch(/<style|\sstyle=|\son\w+=/)
  })

  it('is asked for anew each time, because links end', async () => {
    const { get } = setUp({ expiresAtMs: Date.UTC(2024, 5, 2) })
    expect((await get(`/watch/${TOKEN}`)).headers['cache-control']).toBe('private, no-cache')
  })

  it('tells a chat name, kind, type and size, and no address', async () => {
    const { get } = setUp()
    const { body } = await get(`/watch/${TOKEN}`)
    expect(body).toContain('<meta property="og:title" content="film.mp4">')
    expect(body).toContain('<meta property="og:type" content="video.other">')
    expect(body).toContain('<meta property="og:description" content="1.5 KiB · video/mp4">')
    expect(body).toContain('<meta name="twitter:card" content="summary">')
    for (const [tag] of body.matchAll(/<meta [^>]*>/g)) expect(tag).not.toContain(TOKEN)
  })

  it('takes nothing in a name for markup', async () => {
    const { get } = setUp({ name: `"><script>alert(1)</script>'&.mp4` })
    const { body } = await get(`/watch/${TOKEN}`)
    expect(body).not.toContain('<script>')
    expect(body).toContain('&#38;.mp4')
  })

  it.each([
    ['film.mkv', 'application/octet-stream', 'video', '<video '],
    ['song.mp3', 'audio/mpeg', 'audio', '<audio '],
    ['photo.jpg', 'image/jpeg', 'image', '<img '],
    ['drawing.svg', 'image/svg+xml', 'text', '<p class="badge"'],
    ['paper.pdf', 'application/pdf', 'pdf', '<p class="badge"'],
    ['notes.txt', 'text/plain', 'text', '<p class="badge"'],
    ['page.html', 'text/html', 'text', '<p class="badge"'],
    ['data.json', 'application/json', 'text', '<p class="badge"'],
    ['film.srt', 'application/octet-stream', 'text', '<p class="badge"'],
    ['all.zip', 'application/zip', 'other', '<p class="badge"'],
    ['nothing', '', 'other', '<p class="badge"'],
  ])('shows %s of type %j as %s', async (name, mimeType, view, element) => {
    const { body } = await setUp({ name, mimeType }).get(`/watch/${TOKEN}`)
    expect(body).toContain(`data-view="${view}"`)
    expect(body).toContain(element)
  })

  it('answers HEAD as GET', async () => {
    const { get } = setUp()
    const [head, page] = [await get(`/watch/${TOKEN}`, {}, 'HEAD'), await get(`/watch/${TOKEN}`)]
    expect(head.statusCode).toBe(200)
    for (const name of ['content-type', 'content-length', 'cache-control']) {
      expect(head.headers[name]).toBe(page.headers[name])
    }
  })

  it.each([
    ['link_not_found', 404],
    ['file_gone', 404],
    ['link_expired', 410],
    ['link_exhausted', 410],
    ['link_banned', 403],
    ['password_required', 401],
    ['user_quota_used_up', 429],
  ] as const)('is refused like the file: %s is %i', async (code, status) => {
    const { statusCode, headers } = await setUp(new StreamBotError(code, 'no')).get(`/watch/${TOKEN}`)
    expect([statusCode, headers['cache-control']]).toEqual([status, 'no-store'])
  })

  it('is refused when nobody says in time what the file is', async () => {
    const { app } = createTestServer(
      new FakeFile({ sizeBytes: 1 }),
      new StreamRegistry({ now: () => 0 }),
      { openTimeoutMs: 5 },
      {
        openStream: () => new Promise(() => {}),
      },
    )
    const { statusCode, headers } = await app.inject(`/watch/${TOKEN}`)
    expect([statusCode, headers['retry-after']]).toEqual([503, '5'])
  })

  it('shows what it can without a build, and the log says what to do', async () => {
    const { get, logged } = setUp({}, { pages: new URL('file:///nowhere/') })
    const { statusCode, body } = await get(`/watch/${TOKEN}`)
    expect(statusCode).toBe(200)
    expect(body).toMatch(/<video [^>]*controls/)
    expect(body).not.toContain('<script')
    expect(logged.map((line) => line['msg'])).toContainEqual(expect.stringContaining('npm run build'))
  })
})

describe('a frontend for videos', () => {
  const options = { videoFrontendUrl: 'https://player.example.org/?url=', baseUrl: 'https://files.example.org' }

  it('is where videos and sound are shown, by the address of their stream', async () => {
    const { statusCode, headers } = await setUp({ name: 'a film.mp4' }, options).get(`/watch/${TOKEN}`)
    expect(statusCode).toBe(302)
    const stream = encodeURIComponent(`https://files.example.org/stream/${TOKEN}/a%20film.mp4`)
    expect(headers['location']).toBe(`https://player.example.org/?url=${stream}`)
    expect(headers['referrer-policy']).toBe('no-referrer')
  })

  it('gets the address that the visitor came by where nobody says another', async () => {
    const { headers } = await setUp({}, { ...options, baseUrl: null }).get(`/watch/${TOKEN}`, {
      host: 'box.local:8080',
    })
    expect(headers['location']).toContain(encodeURIComponent('http://box.local:8080/stream/'))
  })

  it('is not where other files are shown, and nobody is sent there for a link that is none', async () => {
    expect((await setUp({ mimeType: 'application/pdf' }, options).get(`/watch/${TOKEN}`)).statusCode).toBe(200)
    expect((await setUp({}, options).get(`/watch/${'U'.repeat(52)}`)).statusCode).toBe(404)
  })
})

describe('what the page loads', () => {
  it('is kept for ever under its name, in the smallest form that the visitor reads', async () => {
    const { get } = setUp({}, { pages: await builtPages() })
    const accept = (encoding: string) => get('/assets/player-1.js', { 'accept-encoding': encoding })
    const br = await accept('gzip, deflate, br, zstd')
    expect(br.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    })
    const gzip = await accept('gzip, br;q=0')
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(SCRIPT)
    const listed = setUp({}, { pages: await builtPages(), allowedOrigins: ['https://player.example.org'] })
    expect((await listed.get('/assets/player-1.js')).headers.vary).toBe('Origin, Accept-Encoding')
    const plain = await get('/assets/player-1.js')
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, SCRIPT])
  })

  it('is nothing but what the build made', async () => {
    const { get } = setUp({}, { pages: await builtPages() })
    for (const name of ['pages.json', 'player-1.js.gz', '..%2fpackage.json', 'toString', '__proto__', '']) {
      expect((await get(`/assets/${name}`)).statusCode).toBe(404)
    }
  })
})
