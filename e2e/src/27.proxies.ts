/** Proxies as people set them up by mistake: each in front of a server, on a port of its own, with one thing wrong. */
import { once } from 'node:events'
import {
  createServer,
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface Mistakes {
  /** What becomes of what visitors send. */
  readonly request?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders
  /** What becomes of what the server answers. */
  readonly answer?: (headers: IncomingHttpHeaders, method: string) => IncomingHttpHeaders
  /** Nothing goes out before all is there. */
  readonly isBuffering?: boolean
  /** Of bytes on their way. */
  readonly bytes?: (bytes: Buffer) => Buffer
  /** HEAD is refused, as some firewalls do. */
  readonly refusesHead?: boolean
}

export class BadProxy {
  /** Where the server listens, which is known once it does. */
  target = ''

  private constructor(readonly url: string) {}

  /** Ends with the test. */
  static async start(mistakes: Mistakes): Promise<BadProxy> {
    let proxy: BadProxy | null = null
    const server = createServer((request, response) => {
      passOn(proxy?.target ?? '', mistakes, request, response).catch(() => response.destroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    proxy = new BadProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    return proxy
  }
}

async function passOn(
  target: string,
  { request: change = addVisitor, answer = same, bytes, ...mistakes }: Mistakes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request
  if (mistakes.refusesHead && method === 'HEAD') return void response.writeHead(405).end()
  const onward = ask(new URL(url, target), { method, headers: change({ ...request.headers }), agent: false })
  response.once('close', () => onward.destroy())
  request.pipe(onward)
  const [answered] = (await once(onward, 'response')) as [IncomingMessage]
  response.writeHead(answered.statusCode ?? 502, answer({ ...answered.headers }, method))
  if (mistakes.isBuffering) response.end(await buffer(answered))
  else if (bytes) for await (const piece of answered) response.write(bytes(piece as Buffer))
  else answered.pipe(response)
  if (bytes) response.end()
}

/** As a proxy should. */
export function addVisitor(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return { ...headers, 'x-forwarded-for': [headers['x-forwarded-for'] ?? [], '198.51.100.7'].flat().join(', ') }
}

function same(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return headers
}
