/**
 * The chat page and its small interface, on loopback: read the chat, follow it, write, send a file, press a button.
 * It plays the Telegram app; the bot and its links are served by the real server, elsewhere.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import fastify, { type FastifyInstance } from 'fastify'
import type { ChatView } from '@streambot/web'
import { ChatFeed } from '../chat/chat-feed.js'
import { ChatRefusal, type Chat } from '../chat/chat.js'
import { openEventStream } from './event-stream.js'
import { refuseForeign } from './local-only.js'
import { PAGE_HEADERS, readPageFiles } from './page-files.js'
import { readUploadFacts } from './upload-facts.js'
import { receiveUpload, TooLargeError } from './receive-upload.js'

const MAX_UPLOAD_BYTES = 4 * 1024 ** 3
const MAX_TEXT_LENGTH = 4096

export interface ChatServerOptions {
  readonly chat: Chat
  /** Where uploads are kept; an existing directory, removed by whoever made it. */
  readonly uploadDirectory: string
  readonly maxUploadBytes?: number
}

export class ChatServer implements AsyncDisposable {
  readonly #stop = new AbortController()
  readonly #following: Promise<void>

  private constructor(
    readonly app: FastifyInstance,
    feed: ChatFeed,
  ) {
    this.#following = feed.run(this.#stop.signal)
  }

  static async create(options: ChatServerOptions): Promise<ChatServer> {
    const app = fastify({ forceCloseConnections: true })
    const feed = new ChatFeed(options.chat)
    const server = new ChatServer(app, feed)
    guard(app)
    await servePage(app)
    serveChat(app, options, feed, server.#stop.signal)
    return server
  }

  /** @returns the page's address */
  async listen(port: number): Promise<string> {
    return `${await this.app.listen({ host: '127.0.0.1', port })}/`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.app.close()
    await this.#following
  }
}

function guard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(PAGE_HEADERS)
    const refusal = refuseForeign(request.method, request.headers)
    if (refusal !== null) await reply.code(403).send({ error: refusal })
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'There is nothing here.' }))
  app.setErrorHandler((error, _request, reply) => {
    const { status, text } = explain(error)
    return reply.code(status).send({ error: text })
  })
}

function explain(error: unknown): { status: number; text: string } {
  if (error instanceof ChatRefusal) return { status: 400, text: error.message }
  if (error instanceof TooLargeError) return { status: 413, text: 'Too large: Telegram takes files up to 4 GB.' }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  if (code === 'ENOSPC') return { status: 507, text: 'The disk with the temporary directory is full.' }
  if (typeof statusCode === 'number' && statusCode < 500) return { status: statusCode, text: (error as Error).message }
  return { status: 500, text: 'The demo could not do that.' }
}

async function servePage(app: FastifyInstance): Promise<void> {
  for (const [path, { contentType, body }] of await readPageFiles()) {
    app.get(path, (_request, reply) => reply.type(contentType).send(body))
  }
}

function serveChat(app: FastifyInstance, options: ChatServerOptions, feed: ChatFeed, stopping: AbortSignal): void {
  const { chat, uploadDirectory, maxUploadBytes = MAX_UPLOAD_BYTES } = options

  app.get('/api/chat', (): ChatView => ({ ...chat.names, maxUploadBytes, messages: chat.read() }))

  app.get('/api/events', (_request, reply) => reply.type('text/event-stream').send(openEventStream(feed, stopping)))

  app.post<{ Body: { text: string } }>('/api/messages', { schema: { body: TEXT_BODY } }, (request, reply) =>
    reply.code(201).send({ id: chat.sendText(request.body.text) }),
  )

  app.post<{ Params: { id: number }; Body: { data: string } }>(
    '/api/messages/:id/press',
    { schema: { params: ID_PARAMS, body: PRESS_BODY } },
    (request) => chat.press(request.params.id, Buffer.from(request.body.data, 'base64'), stopping),
  )

  // Any type, unread: the route streams it to disk.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
  app.post<{ Body: Readable | undefined }>('/api/files', async (request, reply) => {
    const body = request.body ?? request.raw // a file without bytes has no body to parse
    if (Number(request.headers['content-length'] ?? 0) > maxUploadBytes) throw new TooLargeError()
    const path = join(uploadDirectory, randomUUID())
    await receiveUpload(body, path, maxUploadBytes, stopping)
    return reply.code(201).send({ id: await chat.sendFile({ ...readUploadFacts(request.headers), path }) })
  })
}

const TEXT_BODY = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1, maxLength: MAX_TEXT_LENGTH } },
}
const ID_PARAMS = { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } }
const PRESS_BODY = { type: 'object', required: ['data'], properties: { data: { type: 'string', maxLength: 200 } } }
