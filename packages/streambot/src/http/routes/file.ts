/** `/dl/{token}` saves a file, `/stream/{token}` shows it where that is safe. A name behind the token is for people only. */
import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { OpenedFile } from '../../actions/open-stream.js'
import { StreamBotError } from '../../core/errors.js'
import type { InclusiveRange } from '../../core/range.js'
import { untilAborted } from '../../core/until-aborted.js'
import { logFileGone, logStreamEnded, logStreamOpened } from '../../events.js'
import type { StreamRecord } from '../../streaming/stream-record.js'
import type { ActiveRequests } from '../active-requests.js'
import { HttpError, sendError } from '../error-response.js'
import { toFileAnswer, type FileAnswer } from '../file-answer.js'
import { FILE_PATHS, fileUrls, type Wish } from '../file-paths.js'
import type { HttpDeps } from '../http-deps.js'
import { readerOf } from '../reader.js'
import { refuse } from '../refuse.js'
import { sendBody, type Body } from '../send-body.js'
import { StreamStop } from '../stream-stop.js'

export interface FileRouteOptions {
  readonly active: ActiveRequests
  readonly openTimeoutMs: number
  readonly stallTimeoutMs: number
}

type FileRequest = FastifyRequest<{ Params: { token: string } }>

export function registerFileRoutes(app: FastifyInstance, deps: HttpDeps, options: FileRouteOptions): void {
  for (const [path, wish] of Object.entries(FILE_PATHS)) {
    for (const url of fileUrls(path)) {
      app.route({
        method: ['GET', 'HEAD'],
        url,
        handler: (request: FileRequest, reply) => serveFile(deps, options, wish, request, reply),
      })
    }
  }
}

async function serveFile(
  deps: HttpDeps,
  options: FileRouteOptions,
  wish: Wish,
  request: FileRequest,
  reply: FastifyReply,
): Promise<void> {
  const stop = options.active.controllerOf(reply.raw)
  // Bounds the time to the first byte; from there on the stall timer watches the visitor and the source watches itself.
  const timer = setTimeout(() => {
    stop.abort(new StreamBotError('telegram_unavailable', `Nothing came within ${options.openTimeoutMs} ms`))
  }, options.openTimeoutMs)
  let opened: OpenedFile | null = null
  try {
    const question = { token: request.params.token, reader: readerOf(request) }
    opened = await untilAborted(deps.openStream(question, stop.signal), stop.signal)
    const { method, headers } = request
    const answer = toFileAnswer(opened, { method, headers, wish, nowMs: deps.clock.now() })
    if (!answer.body) return await sendHead(request, reply, answer)
    using record = recordOf(deps, request.id, question.reader.address, opened, answer.body, stop)
    // The first bytes before the head: what fails until then can still be said with a status.
    const body = await openBody(opened, answer.body, stop.signal, record)
    clearTimeout(timer)
    await stream(deps, options, request, reply, { opened, answer, body, stop, record })
  } catch (error) {
    noteGone(deps, request, opened, error)
    refuse(deps.logger, request, reply, stop.signal.aborted ? stop.signal.reason : error)
  } finally {
    clearTimeout(timer)
  }
}

/** Answers without bytes of the file: HEAD, empty files, 304, 412 and 416. */
async function sendHead(request: FastifyRequest, reply: FastifyReply, answer: FileAnswer): Promise<void> {
  if (answer.status === 412) return sendError(request, reply, new HttpError('precondition_failed', answer.headers))
  if (answer.status === 416) return sendError(request, reply, new HttpError('range_not_satisfiable', answer.headers))
  await reply.code(answer.status).headers(answer.headers).send()
}

/** From here on the stream can be seen, and ended. */
function recordOf(
  deps: HttpDeps,
  id: string,
  address: string,
  { linkId, ownerId, file }: OpenedFile,
  range: InclusiveRange,
  stop: AbortController,
): StreamRecord {
  const about = { id, linkId, ownerId, fileName: file.name, sizeBytes: file.sizeBytes, range, address }
  return deps.streams.open(about, (reason) => stop.abort(new StreamStop('cancelled', reason)))
}

async function openBody(
  opened: OpenedFile,
  range: InclusiveRange,
  signal: AbortSignal,
  record: StreamRecord,
): Promise<Body> {
  const rest = await untilAborted(opened.read(range, signal, record), signal)
  const first = await untilAborted(rest.next(), signal)
  if (first.done) throw new StreamBotError('telegram_unavailable', `Link ${opened.linkId}: no bytes came`)
  return { first: first.value, rest, lengthBytes: range.end - range.start + 1 }
}

interface Stream {
  readonly opened: OpenedFile
  readonly answer: FileAnswer
  readonly body: Body
  readonly stop: AbortController
  readonly record: StreamRecord
}

async function stream(
  deps: HttpDeps,
  options: FileRouteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { opened, answer, body, stop, record }: Stream,
): Promise<void> {
  const { logger, clock, quota } = deps
  const startedAtMs = clock.now()
  const names = { requestId: request.id, linkId: opened.linkId }
  const { start: rangeStart, end: rangeEnd } = answer.body ?? { start: 0, end: -1 }
  logStreamOpened(logger, { ...names, status: answer.status, rangeStart, rangeEnd })
  // With what is said in every answer, such as how many requests are left.
  const headers = reply.headers(answer.headers).getHeaders() as OutgoingHttpHeaders
  // The framework's own way of sending costs twice the CPU; from here the response is ours.
  reply.hijack()
  reply.raw.writeHead(answer.status, headers)
  const { error, ...end } = await sendBody(reply.raw, body, stop, options.stallTimeoutMs, (bytes) => {
    record.sent(bytes)
    quota.count(opened.ownerId, bytes)
  })
  // Frees what the source holds; not waited for, because a source that hangs must not hold the request.
  Promise.resolve(body.rest.return?.()).catch(() => {})
  logStreamEnded(logger, { ...names, ...end, durationMs: clock.now() - startedAtMs }, error)
  noteGone(deps, request, opened, error)
}

function noteGone(deps: HttpDeps, request: FastifyRequest, opened: OpenedFile | null, error: unknown): void {
  if (!(error instanceof StreamBotError) || error.code !== 'file_gone') return
  logFileGone(deps.logger, { requestId: request.id, reason: error.message })
  if (opened) deps.fileGone(opened.logMessageId)
}
