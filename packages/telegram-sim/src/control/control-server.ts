/**
 * The control interface: drives a simulated Telegram by HTTP from any language, on loopback only.
 * It translates and nothing more: each route checks its input and calls one operation of the simulator.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { toErrorAnswer } from './control-error.js'
import { indexPage } from './index-page.js'
import type { Controlled, Route } from './route.js'
import { routes } from './routes.js'
import { refusal } from './same-machine.js'

export interface ControlServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:34567`. */
  readonly url: string
}

const HOST = '127.0.0.1'

export async function startControlServer(sim: Controlled, options: { port?: number } = {}): Promise<ControlServer> {
  const app = fastify({ logger: false, forceCloseConnections: true })
  const closing = new AbortController()
  const uploads = new UploadFolder()

  app.addHook('onRequest', async ({ headers }, reply) => {
    const reason = refusal({ host: headers.host, origin: headers.origin, site: one(headers['sec-fetch-site']) })
    if (reason) return reply.code(403).send({ error: reason, code: 'FORBIDDEN' })
  })
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = toErrorAnswer(error)
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'there is no such route; GET / lists them', code: 'NO_SUCH_ROUTE' }),
  )
  app.get('/', (_request, reply) => reply.type('text/plain; charset=utf-8').send(indexPage(urlOf(app))))

  const serve = (scope: FastifyInstance, { method, path, run }: Route): void => {
    scope.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const { params, query, body } = request
        const upload = { stream: request.raw, folder: () => uploads.path() }
        const signal = AbortSignal.any([closing.signal, goneSignal(reply)])
        return (await run(sim, { params, query, body, signal, upload })) ?? {}
      },
    })
  }
  for (const route of routes) if (!route.rawBody) serve(app, route)
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request: FastifyRequest, _payload, parsed) => parsed(null))
    for (const route of routes) if (route.rawBody) serve(scope, route)
    done()
  })

  await app.listen({ host: HOST, port: options.port ?? 0 })
  return {
    url: urlOf(app),
    async [Symbol.asyncDispose]() {
      closing.abort()
      await app.close()
      await uploads.remove()
    },
  }
}

/** Aborts when the connection closes before the answer is out. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

function urlOf(app: FastifyInstance): string {
  const address = app.server.address()
  return `http://${HOST}:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}

/** Where uploaded bytes lie as long as the server runs; made at the first upload. */
class UploadFolder {
  #path: Promise<string> | null = null

  path(): Promise<string> {
    this.#path ??= mkdtemp(join(tmpdir(), 'telegram-sim-uploads-'))
    return this.#path
  }

  async remove(): Promise<void> {
    if (this.#path) await rm(await this.#path, { recursive: true, force: true })
  }
}
