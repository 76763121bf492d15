import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { LinkKey } from '../core/link.js'
import { checkBaseUrl } from './check-base-url.js'
import { answerChallenge, CHALLENGE_HEADER, PROOF_HEADER } from './setup-challenge.js'

const { signal } = new AbortController()
const key: LinkKey = { id: 3, secret: new Uint8Array(32).fill(3), createdAtMs: 0 }
const foreign: LinkKey = { ...key, secret: new Uint8Array(32).fill(9) }

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Something that answers at an address of this machine. */
async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const ours =
  (signing: LinkKey, status = 200): Answer =>
  (request, response) => {
    const proof = answerChallenge({ signing }, String(request.headers[CHALLENGE_HEADER]))
    if (proof !== null && request.url?.endsWith('/healthz')) response.setHeader(PROOF_HEADER, proof)
    response.writeHead(status).end('{}')
  }

/** @param asked where the address of BASE_URL leads; itself when left out */
async function check(configured: string | null, asked = configured) {
  const findings = await checkBaseUrl(
    {
      randomness: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      linkKeys: { key: (id) => (id === key.id ? key : null) },
      fetch: (url, options) => fetch((url as string).replace(configured ?? '', asked ?? ''), options),
      baseUrl: { configured, inUse: configured ?? 'http://127.0.0.1:8080' },
    },
    signal,
  )
  return findings.map(({ level: _, subject: __, fix: ___, ...rest }) => rest)
}

const failing = (code: string) => () =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) }))

async function checkFailing(code: string) {
  const url = 'https://files.example.org'
  const [found] = await checkBaseUrl(
    {
      randomness: { bytes: (length) => new Uint8Array(length) },
      linkKeys: { key: () => key },
      fetch: failing(code),
      baseUrl: { configured: url, inUse: url },
    },
    signal,
  )
  return found
}

describe('an address that links begin with', () => {
  it('is fine where it leads to this service, over https, whatever its health', async () => {
    for (const status of [200, 503]) {
      const url = 'https://files.example.org/some/path'
      expect(await check(url, await serve(ours(key, status)))).toEqual([{ id: 'base_url_ready', url }])
    }
  })

  it('that is not set is told, with what links begin with instead', async () => {
    expect(await check(null)).toEqual([{ id: 'base_url_unset', url: 'http://127.0.0.1:8080' }])
  })

  it.each([
    ['http://localhost:8080', 'base_url_of_this_machine'],
    ['https://127.0.0.9', 'base_url_of_this_machine'],
    ['http://[::1]:8080', 'base_url_of_this_machine'],
    ['http://0.0.0.0:8080', 'base_url_of_this_machine'],
    ['http://192.168.1.5:8080', 'base_url_of_this_network'],
    ['https://10.0.0.1', 'base_url_of_this_network'],
    ['http://[fd00::1]', 'base_url_of_this_network'],
    ['http://nas.local', 'base_url_of_this_network'],
    ['http://files.example.org', 'base_url_without_tls'],
    ['http://203.0.113.9:8080', 'base_url_without_tls'],
  ])('such as %s is doubted, also where it leads here', async (url, id) => {
    expect(await check(url, await serve(ours(key)))).toEqual([
      { id, url },
      { id: 'base_url_ready', url },
    ])
  })
})

describe('an address that leads elsewhere', () => {
  const url = 'https://files.example.org'

  it.each([
    ['another StreamBot', ours(foreign), 200],
    ['any other server', (_, response) => void response.end('hello'), 200],
    ['a page that is missing', (_, response) => void response.writeHead(404).end(), 404],
    [
      'one that says the challenge back',
      (request, response) => {
        response.writeHead(200, { [PROOF_HEADER]: String(request.headers[CHALLENGE_HEADER]) }).end()
      },
      200,
    ],
  ])('is found out: %s', async (_what, answer, status) => {
    expect(await check(url, await serve(answer))).toEqual([{ id: 'base_url_of_another_server', url, status }])
  })

  it('is told from a proxy that does not reach us', async () => {
    const proxy = await serve((_, response) => void response.writeHead(502).end())
    expect(await check(url, proxy)).toEqual([{ id: 'base_url_not_passed_on', url, status: 502 }])
  })

  it('only by a redirect is told with where it leads', async () => {
    const target = await serve(ours(key))
    const detour = await serve((request, response) => {
      response.writeHead(301, { location: `${target}/files${request.url ?? ''}` }).end()
    })
    expect(await check(url, detour)).toEqual([{ id: 'base_url_redirects', url, to: `${target}/files` }])
  })

  it('in circles is given up after a few', async () => {
    let asked = 0
    const circle = await serve((request, response) => {
      asked++
      response.writeHead(302, { location: request.url ?? '' }).end()
    })
    expect(await check(url, circle)).toMatchObject([{ id: 'base_url_unreachable' }])
    expect(asked).toBe(4)
  })

  it('and sends without end is not read', async () => {
    const endless = await serve((_, response) => {
      response.writeHead(200)
      const send = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      }
      response.on('drain', send)
      send()
    })
    expect(await check(url, endless)).toMatchObject([{ id: 'base_url_of_another_server' }])
  })
})

describe('an address that cannot be reached', () => {
  it('is told with what the system says', async () => {
    const gone = await serve(ours(key))
    const { port } = new URL(gone)
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const freePort = (closed.address() as AddressInfo).port
    closed.close()
    await once(closed, 'close')
    expect(freePort).not.toBe(Number(port))
    expect(await check('https://files.example.org', `http://127.0.0.1:${freePort}`)).toEqual([
      { id: 'base_url_unreachable', url: 'https://files.example.org', reason: 'ECONNREFUSED' },
    ])
  })

  it.each([
    ['ENOTFOUND', { id: 'base_url_unknown_host', level: 'error', host: 'files.example.org' }],
    ['CERT_HAS_EXPIRED', { id: 'base_url_bad_certificate', level: 'error', reason: 'CERT_HAS_EXPIRED' }],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', { id: 'base_url_bad_certificate' }],
    ['ERR_TLS_CERT_ALTNAME_INVALID', { id: 'base_url_bad_certificate' }],
    ['EHOSTUNREACH', { id: 'base_url_unreachable', level: 'warning', reason: 'EHOSTUNREACH' }],
  ])('is told apart by why: %s', async (code, found) => {
    expect(await checkFailing(code)).toMatchObject({ ...found, url: 'https://files.example.org' })
  })

  it('ends with whoever asks', async () => {
    const silent = await serve(() => {})
    const leaving = new AbortController()
    const checking = checkBaseUrl(
      {
        randomness: { bytes: (length) => new Uint8Array(length) },
        linkKeys: { key: () => key },
        fetch,
        baseUrl: { configured: silent, inUse: silent },
      },
      leaving.signal,
    )
    leaving.abort(new Error('left'))
    await expect(checking).rejects.toThrow('left')
  })
})

describe('the challenge', () => {
  it('is answered by nobody who has no key yet, and nothing else is answered', () => {
    const none = {
      get signing(): LinkKey {
        throw new TypeError('a mistake')
      },
    }
    for (const nonsense of ['', 'x'.repeat(32), '0'.repeat(31), '0'.repeat(33), 'A'.repeat(32)]) {
      expect(answerChallenge(none, nonsense)).toBeNull()
    }
    expect(() => answerChallenge(none, '0'.repeat(32))).toThrow('a mistake')
  })
})
