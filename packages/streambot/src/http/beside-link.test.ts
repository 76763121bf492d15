/** What lies beside a file: its picture and its subtitles, and the page that shows them, without a browser. */
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { Subtitles } from '../core/subtitles.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile, type FakeFileOptions } from './fake-file.fixture.js'
import type { HttpDeps, HttpOptions } from './http-deps.js'
import { createTestServer, TOKEN } from './test-server.fixture.js'

const PICTURE = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3)
const SUBTITLES: Subtitles = {
  id: 'fedcba9876543210',
  name: 'film "x".de.srt',
  language: 'de',
  logMessageId: 43,
  telegramFileId: '9',
  sizeBytes: 5,
}
const POSTER = `/poster/${TOKEN}`
const SIDECAR = `/subtitles/${TOKEN}/${SUBTITLES.id}`

interface Scene {
  readonly picture?: Uint8Array | null
  readonly deps?: Partial<HttpDeps>
  readonly options?: HttpOptions
}

function setUp(file: Partial<FakeFileOptions> | StreamBotError = {}, scene: Scene = {}) {
  const { picture = PICTURE, deps = {}, options = {} } = scene
  const film = { sizeBytes: 1536, name: 'film.mp4', mimeType: 'video/mp4', subtitles: [SUBTITLES] }
  const source = file instanceof StreamBotError ? file : new FakeFile({ ...film, ...file })
  const asked: string[] = []
  const { app, counted } = createTestServer(source, new StreamRegistry({ now: () => 0 }), options, {
    posters: {
      has: () => Promise.resolve(picture !== null),
      read: ({ logMessageId }) => {
        asked.push(`picture of ${logMessageId}`)
        return Promise.resolve(picture)
      },
    },
    readSubtitles: ({ id }) => {
      asked.push(`subtitles ${id}`)
      return Promise.resolve(Buffer.from('hallo'))
    },
    ...deps,
  })
  const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    app.inject({ url, headers, method })
  return { get, source, asked, counted }
}

describe.each([
  ['a picture', POSTER, 'image/jpeg', PICTURE, 'picture of 42'],
  ['subtitles', SIDECAR, 'application/octet-stream', Buffer.from('hallo'), `subtitles ${SUBTITLES.id}`],
])('%s', (_what, url, contentType, bytes, asking) => {
  it('is sent whole to whoever may have the file, and counts nobody', async () => {
    const { get, source, counted, asked } = setUp()
    const answer = await get(url)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, contentType])
    expect(Uint8Array.from(answer.rawPayload)).toEqual(Uint8Array.from(bytes))
    expect(answer.headers).toMatchObject({
      'content-length': String(bytes.byteLength),
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'x-robots-tag': 'noindex',
    })
    expect(answer.headers['content-security-policy']).toContain('sandbox')
    expect([(source as FakeFile).reads, counted.size, asked]).toEqual([[], 0, [asking]])
  })

  it('is not sent again to who has it, and has a head of its own', async () => {
    const { get } = setUp()
    const { etag = '' } = (await get(url)).headers
    const again = await get(url, { 'if-none-match': String(etag) })
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag])
    expect((await get(url, { 'if-match': '"other"' })).statusCode).toBe(412)
    const head = await get(url, {}, 'HEAD')
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', String(bytes.byteLength)])
  })

  it('of a link that asks for more stays nowhere, and no page elsewhere reads it', async () => {
    const open = await setUp({}, { options: { allowedOrigins: '*' } }).get(url)
    expect(open.headers['access-control-allow-origin']).toBe('*')
    const { headers } = await setUp({ isRestricted: true }, { options: { allowedOrigins: '*' } }).get(url)
    expect([headers['cache-control'], headers['access-control-allow-origin']]).toEqual(['private, no-store', undefined])
  })

  it.each([
    ['link_not_found', 404],
    ['link_expired', 410],
    ['link_banned', 403],
    ['password_required', 401],
    ['address_not_allowed', 403],
    ['user_quota_used_up', 429],
  ] as const)('is refused as the file is: %s', async (code, status) => {
    const { get, asked } = setUp(new StreamBotError(code, 'no'))
    expect((await get(url)).statusCode).toBe(status)
    expect(asked).toEqual([])
  })

  it('that Telegram does not give in time is told so', async () => {
    const never = (_: unknown, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    const deps = { posters: { has: never, read: never }, readSubtitles: never }
    const { get } = setUp({}, { deps, options: { openTimeoutMs: 20 } })
    const answer = await get(url)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'telegram_unavailable'])
  })
})

it('is not found where there is none', async () => {
  const { get } = setUp({ subtitles: [] }, { picture: null })
  for (const url of [POSTER, SIDECAR, `/subtitles/${TOKEN}/constructor`, `/subtitles/${TOKEN}`]) {
    expect((await get(url)).statusCode).toBe(404)
  }
  expect((await setUp({}, { deps: { posters: undefined } }).get(POSTER)).statusCode).toBe(404)
})

it('is saved under the name it came with, whatever is behind its address', async () => {
  const { headers, statusCode } = await setUp().get(`${SIDECAR}/film.de.srt`)
  expect([statusCode, headers['content-disposition']]).toEqual([200, `attachment; filename="film 'x'.de.srt"`])
})

describe('the page of a film', () => {
  const page = async (...scene: Parameters<typeof setUp>) =>
    (await setUp(...scene).get(`/watch/${TOKEN}/film.mp4`)).body

  it('shows its picture, and offers its subtitles by name', async () => {
    const body = await page()
    expect(body).toMatch(new RegExp(`<video [^>]*poster="../../poster/${TOKEN}"`))
    const offered = /data-subtitles="([^"]*)"/.exec(body)?.[1]?.replaceAll(/&#34;|&quot;/g, '"') ?? ''
    expect(JSON.parse(offered)).toEqual([
      { src: `../../subtitles/${TOKEN}/${SUBTITLES.id}`, label: 'German', language: 'de' },
    ])
  })

  it('shows a chat the picture of a link that everybody may open, and of no other', async () => {
    const url = `https://example.org/files/poster/${TOKEN}`
    const options = { baseUrl: 'https://example.org/files' }
    expect(await page({}, { options })).toContain(`<meta property="og:image" content="${url}">`)
    expect(await page({ isRestricted: true }, { options })).not.toContain('og:image')
  })

  it('says nothing of what is not there', async () => {
    const body = await page({ subtitles: [] }, { picture: null })
    expect(body).not.toMatch(/poster|data-subtitles|og:image/)
  })

  it('lets no name out of its place', async () => {
    const subtitles = [{ ...SUBTITLES, language: null, name: '"><script>alert(1)</script>.srt' }]
    expect(await page({ subtitles })).not.toContain('<script>alert')
  })

  it('that is a piece of music has its picture beside the controls, and offers no subtitles', async () => {
    const body = await page({ name: 'song.mp3', mimeType: 'audio/mpeg' })
    expect(body).toContain(`<img id="artwork" src="../../poster/${TOKEN}" alt="">`)
    expect(body).not.toContain('data-subtitles')
  })
})
