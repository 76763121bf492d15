/**
 * The tus protocol 1.0.0 (tus.io/protocols/resumable-upload), spoken by its own server: what comes in is handed over as a web request that holds nothing
 * but what tus is about, and what it answers is looked at before it goes out. Who asks, who may read the answer and how it says no is decided as
 * everywhere else.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Server } from '@tus/server'
import { ApiError } from '../api-error.js'
import { noSuchUpload, TusStore } from './tus-store.js'
import { toTusRefusal } from './tus-refusal.js'
import type { UploadCall } from './upload-door.js'
import { UploadLocker } from './upload-locker.js'

export const TUS_VERSION = '1.0.0'
/** Forwarded-… among others is not for the tus server: whom to believe is known here. */
const HANDED_OVER = /^(tus-resumable|upload-[a-z-]+|content-(length|type))$/
const HANDED_OUT = /^(location|tus-[a-z-]+|upload-[a-z-]+)$/

interface TusRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** null: the request is about none that exists. */
  readonly id: string | null
}

export interface TusAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** What went wrong on the way, in our words. */
interface TusCall extends UploadCall {
  readonly id: string
  error: unknown
}

export class TusUploads {
  readonly #calls = new AsyncLocalStorage<TusCall>()
  readonly #offering = new AsyncLocalStorage<UploadCall['actions']>()
  readonly #server: Server

  constructor() {
    this.#server = new Server({
      path: '/uploads',
      datastore: new TusStore(this.#calls),
      maxSize: () => (this.#offering.getStore() ?? this.#call.actions).uploadSessions.maxSizeBytes(),
      locker: new UploadLocker({
        interrupt: (id) => this.#call.actions.uploadSessions.interrupt(id),
        signal: () => this.#call.signal,
      }),
      namingFunction: () => this.#call.id,
      getFileIdFromRequest: () => this.#call.id,
      // Relative to the address that was asked for, so that it is right behind any proxy, and whatever that says.
      generateUrl: (_, { id }) => `uploads/${id}`,
      onResponseError: (_, error) => {
        this.#call.error ??= error
        return undefined
      },
    })
  }

  /** What there is, for anybody. */
  async offer(actions: UploadCall['actions']): Promise<TusAnswer['headers']> {
    const request = new Request('http://tus/uploads', { method: 'OPTIONS' })
    const { headers } = await this.#offering.run(actions, () => this.#server.handleWeb(request))
    return handedOut(headers)
  }

  /** @throws ApiError, StreamBotError, what the chunks throw: what is refused */
  async answer(call: UploadCall, { method, headers, id }: TusRequest): Promise<TusAnswer> {
    if (headers['tus-resumable'] !== TUS_VERSION) throw new ApiError('tus_version')
    // Before anything else: whoever comes makes the one that sends let go.
    if (id !== null && !call.actions.uploadSessions.find(call.token.id, id)) throw noSuchUpload()
    const tusCall: TusCall = { ...call, id: id ?? randomBytes(16).toString('hex'), error: null }
    const body = hasBody(method) ? { body: toWebStream(call.chunks, tusCall), duplex: 'half' as const } : {}
    const request = new Request('http://tus/uploads', { method, headers: handedOver(headers), ...body })
    const response = await this.#calls.run(tusCall, () => this.#server.handleWeb(request))
    if (!response.ok) throw toTusRefusal(tusCall.error, response.status, await response.text())
    return { status: response.status, headers: handedOut(response.headers) }
  }

  get #call(): TusCall {
    const call = this.#calls.getStore()
    if (!call) throw new Error('The tus server was asked by nobody')
    return call
  }
}

function hasBody(method: string): boolean {
  return method === 'POST' || method === 'PATCH'
}

/** The tus server calls whatever ends a body early a lock that was taken over; what it was is kept beside it. */
function toWebStream(chunks: AsyncIterable<Uint8Array>, call: TusCall): NonNullable<RequestInit['body']> {
  const read = async function* () {
    try {
      yield* chunks
    } catch (error) {
      call.error ??= error
      throw error
    }
  }
  return Readable.toWeb(Readable.from(read(), { objectMode: false }))
}

function handedOver(headers: TusRequest['headers']): Headers {
  const chosen = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && HANDED_OVER.test(name)) chosen.set(name, [value].flat().join(','))
  }
  return chosen
}

function handedOut(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => HANDED_OUT.test(name)))
}
