/** `/b/{token}`: several files as a page, as a playlist (`.m3u`), and as one file (`.zip`, `.tar`). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ArchiveFormat } from '../../actions/open-archive.js'
import type { OpenedBatch } from '../../actions/open-batch.js'
import { StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import { archiveName, toArchiveAnswer } from '../archive-answer.js'
import { toBatchPage } from '../batch-page.js'
import { toContentDisposition } from '../content-disposition.js'
import { HttpError } from '../error-response.js'
import type { HttpDeps } from '../http-deps.js'
import { originOf } from '../origin-of.js'
import { PAGE_HEADERS } from '../page.js'
import { PLAYLIST_TYPE, toPlaylist } from '../playlist.js'
import { readerOf } from '../reader.js'
import { refuse } from '../refuse.js'
import { serveBytes, type Servable, type ServeOptions } from '../serve-bytes.js'

export interface BatchRouteOptions extends ServeOptions {
  /** What links begin with; null: with what the visitor came by. */
  readonly baseUrl: string | null
}

interface Text {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type BatchRequest = FastifyRequest<{ Params: { name: string } }>

/** What depends on who asks, and when. */
const UNKEPT = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' }

export function registerBatchRoutes(app: FastifyInstance, deps: HttpDeps, options: BatchRouteOptions): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/b/:name',
    handler: (request: BatchRequest, reply) => serveBatch(deps, options, request, reply),
  })
}

async function serveBatch(
  deps: HttpDeps,
  options: BatchRouteOptions,
  request: BatchRequest,
  reply: FastifyReply,
): Promise<void> {
  const [, token = '', extension] = /^([^.]*)(?:\.(.*))?$/s.exec(request.params.name) ?? []
  switch (extension) {
    case undefined:
      return serveText(deps, options, request, reply, token, (opened) => {
        return { headers: PAGE_HEADERS, body: toBatchPage(opened, token) }
      })
    case 'm3u':
      return serveText(deps, options, request, reply, token, (opened) => {
        return toPlaylistText(opened, options.baseUrl ?? originOf(request))
      })
    case 'zip':
    case 'tar':
      return serveBytes(deps, options, request, reply, () => openArchive(deps, token, extension, request))
    default:
      throw new HttpError('not_found')
  }
}

/** A small answer, of which nothing is fetched. */
async function serveText(
  deps: HttpDeps,
  { active }: ServeOptions,
  request: BatchRequest,
  reply: FastifyReply,
  token: string,
  toText: (opened: OpenedBatch) => Text,
): Promise<void> {
  const { signal } = active.controllerOf(reply.raw)
  try {
    const opened = await untilAborted(deps.openBatch({ token, reader: readerOf(request) }), signal)
    const { headers, body } = toText(opened)
    await reply.headers({ ...UNKEPT, ...headers }).send(body)
  } catch (error) {
    refuse(deps.logger, request, reply, signal.aborted ? signal.reason : error)
  }
}

function toPlaylistText(opened: OpenedBatch, baseUrl: string): Text {
  const playlist = toPlaylist(opened, baseUrl)
  if (playlist === null) throw new StreamBotError('file_gone', `Batch ${opened.batch.id} has nothing to play`)
  const headers = {
    'content-type': PLAYLIST_TYPE,
    'content-disposition': toContentDisposition(`${opened.batch.title ?? 'files'}.m3u`, 'attachment'),
    'x-content-type-options': 'nosniff',
  }
  return { headers, body: playlist }
}

async function openArchive(
  deps: HttpDeps,
  token: string,
  format: ArchiveFormat,
  request: BatchRequest,
): Promise<Servable> {
  const archive = await deps.openArchive({ token, format, reader: readerOf(request) })
  const { batch, current, sizeBytes } = archive
  const { method, headers } = request
  return {
    answer: toArchiveAnswer(archive, { method, headers, boundary: '' }),
    isRestricted: archive.isRestricted,
    about: { linkId: current.id, ownerId: batch.ownerId, fileName: archiveName(archive), sizeBytes },
    subject: { batchId: batch.id },
    logMessageId: () => archive.current.logMessageId,
    read: ({ span }, stop, record) => archive.read(span, stop, record),
  }
}
