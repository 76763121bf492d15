/** A person's own files through the real actions, as a program that mounts them asks for them. */
import { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { SaxesParser } from 'saxes'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createAppPassword } from '../../actions/app-passwords.js'
import { letOwnerIn } from '../../actions/let-owner-in.js'
import { linkUrls } from '../../actions/link-url.js'
import { banOf, sampleLink } from '../../actions/links.fixture.js'
import { OwnFolders } from '../../actions/own-folders.js'
import { OwnerGuard } from '../../actions/owner-guard.js'
import { StreamBotError } from '../../core/errors.js'
import { UNRESTRICTED, type Link } from '../../core/link.js'
import { AddressLimiter } from '../../policy/address-limiter.js'
import { openMemoryStores } from '../../stores/memory/open-memory-stores.js'
import { StreamRegistry } from '../../streaming/stream-registry.js'
import { FakeFile, patternBytes } from '../fake-file.fixture.js'
import type { HttpOptions } from '../http-deps.js'
import { createTestServer } from '../test-server.fixture.js'

const ADA = 7
const GERDA = 8
const NOVEMBER_MS = Date.UTC(2026, 10, 1)
const SIZE_BYTES = 3_000_000
const NAME = `Film & "мир" <2>.mp4`
const SAFE = `Film & 'мир' _2_.mp4`
const HREF = '/dav/2026-11/Film%20%26%20%27%D0%BC%D0%B8%D1%80%27%20_2_.mp4'.replaceAll('%27', "'")

let made = 0

function linkOf(name: string, changes: Partial<Link> = {}): Link {
  const id = (++made).toString(16).padStart(16, '0')
  const file = { ...sampleLink.file, name, mimeType: 'video/mp4', sizeBytes: SIZE_BYTES }
  return { ...sampleLink, id, file, ownerId: ADA, createdAtMs: NOVEMBER_MS + made, expiresAtMs: null, ...changes }
}

async function setUp(links: readonly Link[] = [linkOf(NAME)], options: HttpOptions = {}) {
  const stores = openMemoryStores()
  for (const link of links) await stores.links.add(link)
  const clock = { now: () => NOVEMBER_MS + 86_400_000 }
  const streams = new StreamRegistry(clock)
  const { appPasswords: passwords, users, bans } = stores
  let drawn = 0
  let away: Error | null = null
  const asking = {
    clock,
    users,
    bans,
    passwords,
    randomness: { bytes: (length: number) => new Uint8Array(length).fill(++drawn) },
    wrongTokens: new AddressLimiter(() => ({ limit: 3, windowMs: 60_000 })),
    rules: () => ({ accessRules: { mode: 'public', adminIds: [], allowedUserIds: [] } }) as const,
    onTrouble: () => {},
  }
  const guard = new OwnerGuard(asking)
  const file = new FakeFile({ sizeBytes: SIZE_BYTES, holdAfterBytes: 2 * 1024 * 1024 })
  const listing = {
    find: (id: string) => (away ? Promise.reject(away) : stores.links.find(id)),
    list: (...of: Parameters<typeof stores.links.list>) => (away ? Promise.reject(away) : stores.links.list(...of)),
  }
  const opened: Link[] = []
  const key = { id: 1, secret: new Uint8Array(32), createdAtMs: 0 }
  const server = createTestServer(file, streams, options, {
    clock,
    dav: {
      letIn: (visit) => letOwnerIn(asking, visit),
      folders: new OwnFolders({ clock, links: listing }),
      open: (link) => {
        opened.push(link)
        const { id: linkId, ownerId, createdAtMs } = link
        return Promise.resolve({ ...file.opened, file: link.file, linkId, ownerId, createdAtMs, isRestricted: true })
      },
      watch: (owner, end) => guard.watch(owner, end),
      urlsOf: (link, baseUrl) => linkUrls({ linkKeys: { signing: key }, baseUrl }, link),
    },
  })
  onTestFinished(() => server.server.drain(0))
  const passwordOf = async (userId = ADA) => {
    const password = await createAppPassword(asking, userId, { name: 'Kodi', expiresAtMs: null })
    if (!password.ok) throw new Error(password.refusal.reason)
    return { id: password.info.id, authorization: basic(`${userId}`, password.secret) }
  }
  const ada = await passwordOf()
  const ask = async (method: string, url: string, headers: Record<string, string> = {}, payload?: string) => {
    const all = { authorization: ada.authorization, ...headers }
    const response = await server.app.inject({
      method: method as 'GET',
      url,
      headers: all,
      ...(payload !== undefined && { payload }),
    })
    return { status: response.statusCode, headers: response.headers, text: response.body, bytes: response.rawPayload }
  }
  const propfind = async (
    url: string,
    depth: string | null,
    payload?: string,
    headers: Record<string, string> = {},
  ) => {
    const xml: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/xml' }
    const answer = await ask('PROPFIND', url, { ...(depth !== null && { depth }), ...xml, ...headers }, payload)
    return { ...answer, responses: answer.status === 207 ? readMultistatus(answer.text) : [] }
  }
  return {
    ...server,
    stores,
    file,
    guard,
    opened,
    ada,
    passwordOf,
    ask,
    propfind,
    goAway: (error: Error) => (away = error),
  }
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

interface Found {
  readonly href: string
  /** By `{namespace}name`, under each status. */
  readonly stats: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** As a strict reader of XML with namespaces sees it. */
function readMultistatus(text: string): Found[] {
  const found: { href: string; stats: Record<string, Record<string, string>> }[] = []
  const path: string[] = []
  let [href, status] = ['', '']
  let props: Record<string, string> = {}
  let stats: Record<string, Record<string, string>> = {}
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ uri, local }) => {
    path.push(`{${uri}}${local}`)
    const at = path.map((name) => name.replace('{DAV:}', '')).join('/')
    if (path.length === 5) props[path[4]!] = ''
    if (path.length === 6 && at.includes('/prop/')) props[path[4]!] += `<${local}/>`
    if (at === 'multistatus/response') [href, stats] = ['', {}]
    if (at === 'multistatus/response/propstat') [props, status] = [{}, '']
  })
  parser.on('text', (value) => {
    const at = path.map((name) => name.replace('{DAV:}', '')).join('/')
    if (at === 'multistatus/response/href') href += value
    if (at === 'multistatus/response/propstat/status') status += value
    if (path.length === 5) props[path[4]!] += value
  })
  parser.on('closetag', () => {
    const closed = path.pop()
    if (closed === '{DAV:}propstat') stats[status.split(' ')[1] ?? ''] = props
    if (closed === '{DAV:}response') found.push({ href, stats })
  })
  parser.write(text).close()
  return found
}

describe('the door', () => {
  it('tells everybody what may be asked, and nothing else to whoever shows no password', async () => {
    const { ask, opened } = await setUp()
    const nobody = { authorization: '' }
    for (const url of ['/dav', '/dav/', '/dav/2026-11/x']) {
      expect(await ask('OPTIONS', url, nobody)).toMatchObject({
        status: 200,
        text: '',
        headers: { dav: '1', allow: 'OPTIONS, GET, HEAD, PROPFIND', 'ms-author-via': 'DAV' },
      })
    }
    for (const method of ['GET', 'HEAD', 'PROPFIND']) {
      for (const url of ['/dav/', '/dav/2026-11/', HREF, '/dav/nothing']) {
        const { status, headers } = await ask(method, url, nobody)
        expect([status, headers['www-authenticate']]).toEqual([
          401,
          'Basic realm="Your files on StreamBot", charset="UTF-8"',
        ])
      }
    }
    expect(opened).toEqual([])
  })

  it('counts guesses, and lets neighbours in', async () => {
    const { ask } = await setUp()
    const guess = { authorization: basic(`${ADA}`, 'x') }
    for (let n = 0; n < 3; n++) expect(await ask('PROPFIND', '/dav/', guess)).toMatchObject({ status: 401 })
    expect(await ask('PROPFIND', '/dav/', guess)).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
    expect(await ask('GET', '/dav/')).toMatchObject({ status: 200 })
  })

  it('is shut at once by a revoked password and by a ban', async () => {
    const { ask, stores, ada } = await setUp()
    await stores.bans.put(banOf(ADA))
    for (const url of ['/dav/', HREF])
      expect(await ask('GET', url)).toMatchObject({ status: 403, text: /person_not_allowed/ })
    await stores.bans.lift(ADA)
    expect(await ask('HEAD', HREF)).toMatchObject({ status: 200 })
    await stores.appPasswords.remove(ADA, ada.id)
    for (const url of ['/dav/', HREF])
      expect(await ask('GET', url)).toMatchObject({ status: 401, text: /app_password_wrong/ })
  })

  it('cuts off what is being read with a password that is revoked', async () => {
    const { server, ask: _, stores, ada, file, guard } = await setUp()
    const port = await server.listen({ host: '127.0.0.1', port: 0 })
    const response = await fetch(`http://127.0.0.1:${port}${HREF}`, { headers: { authorization: ada.authorization } })
    await file.held
    await stores.appPasswords.remove(ADA, ada.id)
    await guard.look()
    await expect(response.arrayBuffer()).rejects.toThrow()
    await file.closed
  })

  it.each([
    'PUT',
    'DELETE',
    'POST',
    'PATCH',
    'MKCOL',
    'COPY',
    'MOVE',
    'LOCK',
    'UNLOCK',
    'PROPPATCH',
    'TRACE',
    'REPORT',
  ])('has no %s, and says that files are only read', async (method) => {
    const { ask } = await setUp()
    for (const url of ['/dav', '/dav/', '/dav/2026-11/', HREF]) {
      const { status, headers, text } = await ask(method, url)
      expect([status, headers.allow]).toEqual([405, 'OPTIONS, GET, HEAD, PROPFIND'])
      expect(JSON.parse(text)).toMatchObject({ code: 'read_only', detail: /only read here/ })
    }
  })

  it('says that the database is away, and when to come again', async () => {
    const { ask, goAway } = await setUp()
    goAway(new StreamBotError('store_unavailable', 'no'))
    for (const [method, url] of [
      ['PROPFIND', '/dav/'],
      ['PROPFIND', '/dav/2026-11/'],
      ['GET', '/dav/'],
      ['GET', HREF],
    ] as const) {
      const answer = await ask(method, url, { depth: '1' })
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, text: /store_unavailable/ })
      expect(answer.text).not.toContain('Film')
    }
  })
})

describe('PROPFIND', () => {
  it('says what there is, with the values that a GET has', async () => {
    const { ask, propfind } = await setUp()
    const root = await propfind('/dav/', '1')
    expect(root.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(root.responses.map(({ href }) => href)).toEqual(['/dav/', '/dav/2026-11/'])
    expect(root.responses[1]?.stats).toEqual({
      200: {
        '{DAV:}displayname': '2026-11',
        '{DAV:}resourcetype': '<collection/>',
        '{DAV:}getlastmodified': expect.stringMatching(/^Sun, 01 Nov 2026 00:00:0\d GMT$/) as string,
        '{DAV:}creationdate': '2026-11-01T00:00:00Z',
        '{DAV:}supportedlock': '',
      },
    })
    const folder = await propfind('/dav/2026-11', '1')
    expect(folder.responses.map(({ href }) => href)).toEqual(['/dav/2026-11/', HREF])
    const { headers } = await ask('HEAD', folder.responses[1]!.href)
    expect(folder.responses[1]?.stats).toEqual({
      200: {
        '{DAV:}displayname': SAFE,
        '{DAV:}resourcetype': '',
        '{DAV:}getcontentlength': headers['content-length'],
        '{DAV:}getcontenttype': headers['content-type'],
        '{DAV:}getetag': headers.etag,
        '{DAV:}getlastmodified': headers['last-modified'],
        '{DAV:}creationdate': expect.stringMatching(/^2026-11-01T00:00:0\dZ$/) as string,
        '{DAV:}supportedlock': '',
      },
    })
  })

  it('of depth 0, and of a file, is about that alone', async () => {
    const { propfind } = await setUp()
    for (const [url, depth] of [
      ['/dav/', '0'],
      ['/dav/2026-11/', '0'],
      [HREF, '0'],
      [HREF, '1'],
      [HREF, null],
      [HREF, 'infinity'],
    ] as const) {
      expect((await propfind(url, depth)).responses.map(({ href }) => href)).toEqual([url])
    }
  })

  it('of everything at once is refused as RFC 4918 has it', async () => {
    const { propfind } = await setUp()
    for (const depth of [null, 'infinity']) {
      for (const url of ['/dav/', '/dav/2026-11/']) {
        const { status, headers, text } = await propfind(url, depth)
        expect([status, headers['content-type']]).toEqual([403, 'application/xml; charset=utf-8'])
        expect(text).toContain('<D:error xmlns:D="DAV:"><D:propfind-finite-depth/></D:error>')
      }
    }
  })

  it('answers what is asked by name, and says of the rest that there is none', async () => {
    const { propfind } = await setUp()
    const body = `<?xml version="1.0"?><a:propfind xmlns:a="DAV:" xmlns:z="urn:schemas-microsoft-com:"><a:prop>
      <a:getcontentlength/><z:Win32FileAttributes/><a:quota-available-bytes/><none/><q xmlns="&quot;&lt;"/></a:prop></a:propfind>`
    const { responses } = await propfind('/dav/2026-11/', '1', body)
    const missing = {
      '{urn:schemas-microsoft-com:}Win32FileAttributes': '',
      '{DAV:}quota-available-bytes': '',
      '{}none': '',
      '{"<}q': '',
    }
    expect(responses.map(({ stats }) => stats)).toEqual([
      { 404: { '{DAV:}getcontentlength': '', ...missing } },
      { 200: { '{DAV:}getcontentlength': `${SIZE_BYTES}` }, 404: missing },
    ])
  })

  it('tells names alone, and answers an empty list', async () => {
    const { propfind } = await setUp()
    const names = await propfind(HREF, '0', '<propfind xmlns="DAV:"><propname/></propfind>')
    expect(Object.values(names.responses[0]!.stats[200]!)).toEqual(Array.from({ length: 8 }, () => ''))
    const none = await propfind(HREF, '0', '<propfind xmlns="DAV:"><prop/></propfind>')
    expect(none.responses[0]?.stats).toEqual({ 200: {} })
  })

  it('reads any type of body, and refuses one that it cannot read, or that is long', async () => {
    const { propfind } = await setUp()
    const body = '<propfind xmlns="DAV:"><propname/></propfind>'
    for (const type of ['text/xml', 'application/xml; charset="utf-8"', 'application/x-www-form-urlencoded']) {
      expect(await propfind('/dav/', '0', body, { 'content-type': type })).toMatchObject({ status: 207 })
    }
    expect(await propfind('/dav/', '0', '<propfind')).toMatchObject({ status: 400 })
    expect(await propfind('/dav/', '7')).toMatchObject({ status: 400 })
    expect(await propfind('/dav/', '0', `${body}${' '.repeat(17_000)}`)).toMatchObject({ status: 413 })
  })

  it('says 404 of what is not there, and of what is somebody else’s', async () => {
    const { propfind, ask, passwordOf } = await setUp([linkOf(NAME), linkOf('gerda.mp4', { ownerId: GERDA })])
    const gone = [
      '/dav/2026-10/',
      '/dav/x/',
      '/dav/2026-11/x.mp4',
      '/dav/2026-11/gerda.mp4',
      '/dav/2026-11/..%2Fgerda.mp4',
      '/dav/8/',
    ]
    for (const url of gone) {
      expect(await propfind(url, '0')).toMatchObject({ status: 404 })
      expect(await ask('GET', url)).toMatchObject({ status: 404 })
    }
    const { authorization } = await passwordOf(GERDA)
    const hers = await propfind('/dav/2026-11/', '1', undefined, { authorization })
    expect(hers.responses.map(({ href }) => href)).toEqual(['/dav/2026-11/', '/dav/2026-11/gerda.mp4'])
  })

  it('has addresses with the path of BASE_URL, whether a proxy takes it off or not', async () => {
    const { propfind } = await setUp(undefined, { basePath: '/files', baseUrl: 'https://example.org/files' })
    for (const url of ['/dav/', '/files/dav/']) {
      const { responses } = await propfind(url, '1')
      expect(responses.map(({ href }) => href)).toEqual(['/files/dav/', '/files/dav/2026-11/'])
    }
    expect((await propfind(`/files${HREF}`, '0')).responses[0]?.href).toBe(`/files${HREF}`)
  })

  it('is answered to no page of another origin', async () => {
    const { propfind } = await setUp(undefined, { allowedOrigins: '*' })
    const { headers } = await propfind('/dav/', '0', undefined, { origin: 'https://evil.example' })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})

/** Of one folder that never ends. */
async function endless() {
  let pages = 0
  let end: ((reason: string) => void) | null = null
  const link = linkOf('x')
  const folders = {
    folders: () => Promise.resolve([]),
    folder: (_ownerId: number, month: string) => Promise.resolve({ month, modifiedAtMs: NOVEMBER_MS }),
    file: () => Promise.resolve(null),
    files: () => {
      pages++
      const files = Array.from({ length: 200 }, () => ({ name: 'ж'.repeat(120), link }))
      return Promise.resolve({ files, next: { createdAtMs: NOVEMBER_MS, id: 'f'.repeat(16) } })
    },
  }
  const { server } = createTestServer(
    new FakeFile({ sizeBytes: 1 }),
    new StreamRegistry({ now: () => 0 }),
    {},
    {
      dav: {
        letIn: () => Promise.resolve({ ok: true, owner: { userId: ADA, passwordId: 'x' } }),
        folders,
        open: () => Promise.reject(new Error('nobody asks for bytes')),
        watch: (_owner, stop) => {
          end = stop
          return () => (end = null)
        },
        urlsOf: () => expect.unreachable(),
      },
    },
  )
  onTestFinished(() => server.drain(0))
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  socket.write('PROPFIND /dav/2026-11/ HTTP/1.1\r\nHost: x\r\nDepth: 1\r\n\r\n')
  const stillFor = async (turns: number) => {
    for (let still = 0, seen = -1; still < turns; still++) {
      if (pages !== seen) still = 0
      seen = pages
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return pages
  }
  return { socket, stillFor, revoke: () => end?.('revoked') }
}

describe('a listing without end', () => {
  it('is made as it is read, and no further once nobody reads', async () => {
    const { socket, stillFor } = await endless()
    // Sockets of both sides hold some megabytes, of which a page has a quarter.
    const ahead = await stillFor(200)
    expect(ahead).toBeGreaterThan(1)
    expect(ahead).toBeLessThan(100)
    socket.destroy()
    expect((await stillFor(200)) - ahead).toBeLessThan(5)
  })

  it('ends with the password that it is read with', async () => {
    const { socket, stillFor, revoke } = await endless()
    await stillFor(50)
    revoke()
    socket.resume()
    await new Promise((resolve) => socket.once('close', resolve))
  })
})

it('a listing in which much is asked of each file goes out in small pieces', async () => {
  const { server, ada } = await setUp(Array.from({ length: 250 }, (_, at) => linkOf(`${at}.mp4`)))
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  const write = vi.spyOn(ServerResponse.prototype, 'write')
  onTestFinished(() => write.mockRestore())
  const asked = Array.from({ length: 60 }, (_, at) => `<x xmlns="urn:${at}:${'&amp;'.repeat(30)}"/>`).join('')
  const body = `<propfind xmlns="DAV:"><prop>${asked}</prop></propfind>`
  const headers = { authorization: ada.authorization, depth: '1' }
  const answer = await fetch(`http://127.0.0.1:${port}/dav/2026-11/`, { method: 'PROPFIND', headers, body })
  expect((await answer.text()).match(/<D:response>/g)).toHaveLength(251)
  expect(Math.max(...write.mock.calls.map(([piece]) => (piece as Buffer).length))).toBeLessThan(64 * 1024)
})

describe('a file', () => {
  it('is read as /dl reads it: whole, in ranges and under conditions, counted for its owner, kept by nobody', async () => {
    const { ask, file, counted, opened } = await setUp()
    file.release()
    const whole = await ask('GET', HREF)
    expect(whole).toMatchObject({
      status: 200,
      headers: {
        'content-length': `${SIZE_BYTES}`,
        'content-type': 'video/mp4',
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-store, no-transform',
      },
    })
    expect(Buffer.compare(whole.bytes, Buffer.from(patternBytes(0, SIZE_BYTES)))).toBe(0)
    expect(counted.get(ADA)).toBe(SIZE_BYTES)
    const part = await ask('GET', HREF, { range: 'bytes=5-9', 'if-range': String(whole.headers.etag) })
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 5-9/${SIZE_BYTES}`])
    expect(part.bytes).toEqual(Buffer.from(patternBytes(5, 5)))
    expect(await ask('GET', HREF, { 'if-none-match': String(whole.headers.etag) })).toMatchObject({ status: 304 })
    expect(await ask('GET', HREF, { range: `bytes=${SIZE_BYTES}-` })).toMatchObject({ status: 416 })
    expect(await ask('GET', HREF, { 'if-match': '"x"' })).toMatchObject({ status: 412 })
    expect(opened).toHaveLength(5)
  })

  it('is saved under the name that it has in its folder', async () => {
    const links = [linkOf('film.mp4'), linkOf('film.mp4')]
    const { ask, opened } = await setUp(links)
    const { status, headers } = await ask('HEAD', '/dav/2026-11/film%20(2).mp4')
    expect([status, headers['content-disposition']]).toEqual([200, 'attachment; filename="film (2).mp4"'])
    expect(opened).toEqual([links[1]])
  })

  it('that a browser might run is served as bytes, and its properties say so', async () => {
    const link = linkOf('page.html')
    const { ask, propfind } = await setUp([{ ...link, file: { ...link.file, mimeType: 'text/html' } }])
    const { headers } = await ask('HEAD', '/dav/2026-11/page.html')
    expect(headers['content-type']).toBe('application/octet-stream')
    const { responses } = await propfind('/dav/2026-11/page.html', '0')
    expect(responses[0]?.stats[200]?.['{DAV:}getcontenttype']).toBe('application/octet-stream')
  })
})

describe('a folder to look at', () => {
  const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

  it('is a page with addresses, in which names are text', async () => {
    const { ask } = await setUp([linkOf('<script>alert(1)</script>.mp4'), linkOf(NAME)])
    const root = await ask('GET', '/dav/', BROWSER)
    expect(root.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      vary: 'Accept',
      'cache-control': 'private, no-store',
    })
    expect(root.text).toContain('<a href="/dav/2026-11/">2026-11/</a>')
    const { text } = await ask('GET', '/dav/2026-11')
    expect(text).not.toContain('<script')
    expect(text).toContain(
      `<a href="${HREF.replaceAll("'", '&#39;')}">${SAFE.replaceAll('&', '&#38;').replaceAll("'", '&#39;')}</a>`,
    )
    expect(await ask('HEAD', '/dav/', BROWSER)).toMatchObject({ status: 200 })
  })

  it('is JSON for scripts, page by page, each file once with its links', async () => {
    const links = [...'abcde'].map((name) =>
      linkOf(`${name}.mp4`, name === 'c' ? { restrictions: { ...UNRESTRICTED, passwordHash: 'x' } } : {}),
    )
    const { ask } = await setUp([...links, linkOf('over.mp4', { revokedAtMs: 1 })], {
      basePath: '/f',
      baseUrl: 'https://example.org/f',
    })
    const root = JSON.parse((await ask('GET', '/f/dav/?format=json', BROWSER)).text) as Record<string, unknown>
    expect(root).toEqual({
      path: '/',
      folders: [{ name: '2026-11', modified: '2026-11-01T00:00:00Z', url: 'https://example.org/f/dav/2026-11/' }],
      files: [],
      next: null,
    })
    const names: string[] = []
    let next: string | null = '/f/dav/2026-11/?limit=2'
    for (let pages = 0; next !== null && pages < 10; pages++) {
      const { status, headers, text } = await ask('GET', next, { accept: 'application/json' })
      expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
      const page = JSON.parse(text) as { files: Record<string, unknown>[]; next: string | null }
      names.push(...page.files.map((file) => String(file['name'])))
      for (const file of page.files) {
        expect(file).toEqual({
          name: file['name'],
          size: SIZE_BYTES,
          type: 'video/mp4',
          modified: '2026-11-01T00:00:00Z',
          expires: null,
          etag: expect.stringMatching(/^".{22}"$/) as string,
          url: `https://example.org/f/dav/2026-11/${String(file['name'])}`,
          link: {
            download: expect.stringMatching(/^https:\/\/example\.org\/f\/dl\/[\w-]{52}\//) as string,
            stream: expect.stringMatching(/^https:\/\/example\.org\/f\/stream\//) as string,
            watch: expect.stringMatching(/^https:\/\/example\.org\/f\/watch\//) as string,
          },
        })
      }
      next = page.next && new URL(page.next).pathname + new URL(page.next).search
    }
    expect(names).toEqual(['e.mp4', 'd.mp4', 'c.mp4', 'b.mp4', 'a.mp4'])
  })

  it('leads to older files where there are more than fit', async () => {
    const { ask } = await setUp([linkOf('a.mp4'), linkOf('b.mp4')])
    const first = await ask('GET', '/dav/2026-11/?limit=1', BROWSER)
    const href = /<a href="(\?[^"]*)">Older files/.exec(first.text)?.[1]?.replaceAll('&#38;', '&') ?? ''
    expect((await ask('GET', `/dav/2026-11/${href}`, BROWSER)).text).toContain('a.mp4')
  })

  it.each(['limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=1-1', 'format=xml', 'limit=1&limit=2'])(
    'cannot be asked for by ?%s',
    async (query) => {
      const { ask } = await setUp()
      expect(await ask('GET', `/dav/2026-11/?${query}`)).toMatchObject({ status: 400 })
    },
  )
})

it('is not there where it is switched off', async () => {
  const { app, server } = createTestServer(new FakeFile({ sizeBytes: 1 }), new StreamRegistry({ now: () => 0 }))
  onTestFinished(() => server.drain(0))
  for (const method of ['OPTIONS', 'GET', 'PROPFIND'] as const) {
    expect((await app.inject({ method: method as 'GET', url: '/dav/' })).statusCode).toBe(404)
  }
})
