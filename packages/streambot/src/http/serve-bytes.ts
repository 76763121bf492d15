/**
 * Answers with bytes that come from Telegram as they are sent: opened in good time, listed while they last, counted as they leave, and cut off when
 * they cannot go on.
 */
import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import { untilAborted } from '../core/until-aborted.js'
import { logFileGone, logStreamEnded, logStreamOpened, type StreamSubject } from '../events.js'
import type { StreamAbout, StreamRecord } from '../streaming/stream-record.js'
import type { ActiveRequests } from './active-requests.js'
import type { ByteAnswer } from './byte-answer.js'
import type { ByteBody } from './byte-body.js'
import { addressOf } from './client-address.js'
import { closeToEveryPage } from './cors.js'
import { HttpError, sendError } from './error-response.js'
import type { HttpDeps } from './http-deps.js'
import { NO_METER } from './meter.js'
import { refuse } from './refuse.js'
import { sendBody, type Body } from './send-body.js'
import { StreamStop } from './stream-stop.js'

export interface ServeOptions {
  readonly active: ActiveRequests
  readonly openTimeoutMs: number
  readonly stallTimeoutMs: number
}

/** Holds nothing until `read` is called. */
export interface Servable {
  readonly answer: ByteAnswer
  /** Not everybody who has the link may see it. */
  readonly isRestricted: boolean
  readonly about: Pick<StreamAbout, 'linkId' | 'ownerId' | 'fileName' | 'sizeBytes'>
  /** For the log. */
  readonly subject: StreamSubject
  /** Where the log channel has what is being read. */
  readonly logMessageId: () => number
  /** As `OpenedFile.read`. @param body of the answer */
  read(
    body: ByteBody,
    signal: AbortSignal,
    record: StreamRecord,
  ): AsyncIterator<LentBytes> | Promise<AsyncIterator<LentBytes>>
}

export async function serveBytes(
  deps: HttpDeps,
  options: ServeOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  open: (signal: AbortSignal) => Promise<Servable>,
): Promise<void> {
  const stop = options.active.controllerOf(reply.raw)
  const askedAtMs = performance.now()
  // Bounds the time to the first byte; from there on the stall timer watches the visitor and the source watches itself.
  const timer = setTimeout(() => {
    stop.abort(new StreamBotError('telegram_unavailable', `Nothing came within ${options.openTimeoutMs} ms`))
  }, options.openTimeoutMs)
  let servable: Servable | null = null
  try {
    servable = await untilAborted(open(stop.signal), stop.signal)
    const { answer, isRestricted } = servable
    if (isRestricted) closeToEveryPage(reply)
    if (!answer.body) return await sendHead(request, reply, answer)
    using record = recordOf(deps, request, servable, answer.body, stop)
    // The first bytes before the head: what fails until then can still be said with a status.
    const body = await openBody(servable, answer.body, stop.signal, record)
    clearTimeout(timer)
    deps.meter?.firstByteAfter((performance.now() - askedAtMs) / 1000)
    await stream(deps, options, request, reply, { servable, body, stop, record })
  } catch (error) {
    noteGone(deps, request, servable, error)
    refuse(deps.logger, request, reply, stop.signal.aborted ? stop.signal.reason : error)
  } finally {
    clearTimeout(timer)
  }
}

/** Answers without bytes: HEAD, empty files, 304, 412 and 416. */
async function sendHead(request: FastifyRequest, reply: FastifyReply, answer: ByteAnswer): Promise<void> {
  if (answer.status === 412) return sendError(request, reply, new HttpError('precondition_failed', answer.headers))
  if (answer.status === 416) return sendError(request, reply, new HttpError('range_not_satisfiable', answer.headers))
  await reply.code(answer.status).headers(answer.headers).send()
}

/** From here on the stream can be seen, and ended. */
function recordOf(
  deps: HttpDeps,
  request: FastifyRequest,
  { about }: Servable,
  { span: range }: ByteBody,
  stop: AbortController,
): StreamRecord {
  return deps.streams.open({ ...about, id: request.id, range, address: addressOf(request) }, (reason) =>
    stop.abort(new StreamStop('cancelled', reason)),
  )
}

async function openBody(servable: Servable, asked: ByteBody, signal: AbortSignal, record: StreamRecord): Promise<Body> {
  const reading = Promise.resolve(servable.read(asked, signal, record))
  try {
    const rest = await untilAborted(reading, signal)
    const first = await untilAborted(rest.next(), signal)
    if (first.done) throw new StreamBotError('telegram_unavailable', `Link ${record.linkId}: no bytes came`)
    return { first: first.value, rest, lengthBytes: asked.lengthBytes }
  } catch (error) {
    // It may still be waiting, and holds its place until it is told; not waited for, because it must not hold the request.
    reading.then((rest) => rest.return?.()).catch(() => {})
    throw error
  }
}

interface Stream {
  readonly servable: Servable
  readonly body: Body
  readonly stop: AbortController
  readonly record: StreamRecord
}

async function stream(
  deps: HttpDeps,
  options: ServeOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { servable, body, stop, record }: Stream,
): Promise<void> {
  const { logger, clock, quota, meter = NO_METER } = deps
  const { answer, about } = servable
  const startedAtMs = clock.now()
  const names = { requestId: request.id, ...servable.subject }
  const { start: rangeStart, end: rangeEnd } = answer.body?.span ?? { start: 0, end: -1 }
  logStreamOpened(logger, { ...names, status: answer.status, rangeStart, rangeEnd })
  // With what is said in every answer, such as how many requests are left.
  const headers = reply.headers(answer.headers).getHeaders() as OutgoingHttpHeaders
  // The framework's own way of sending costs twice the CPU; from here the response is ours.
  reply.hijack()
  reply.raw.writeHead(answer.status, headers)
  const { error, ...end } = await sendBody(reply.raw, body, stop, options.stallTimeoutMs, (bytes) => {
    record.sent(bytes)
    quota.count(about.ownerId, bytes)
    meter.sent(bytes)
  })
  meter.streamEnded(end.outcome)
  // Frees what the source holds; not waited for, because a source that hangs must not hold the request.
  Promise.resolve(body.rest.return?.()).catch(() => {})
  logStreamEnded(logger, { ...names, ...end, durationMs: clock.now() - startedAtMs }, error)
  noteGone(deps, request, servable, error)
}

function noteGone(deps: HttpDeps, request: FastifyRequest, servable: Servable | null, error: unknown): void {
  if (!(error instanceof StreamBotError) || error.code !== 'file_gone') return
  logFileGone(deps.logger, { requestId: request.id, reason: error.message })
  if (servable) deps.fileGone(servable.logMessageId())
}
