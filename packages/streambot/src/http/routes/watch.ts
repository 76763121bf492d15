/**
 * `/watch/{token}`: a page that shows the file. Whoever may have the file may have its page, and nobody else; opening it counts as no
 * download. Where a frontend for videos is configured, they are shown there.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { linkUrl } from '../../actions/link-url.js'
import type { OpenedFile } from '../../actions/open-stream.js'
import { StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import { closeToEveryPage } from '../cors.js'
import { declaredType } from '../file-answer.js'
import { fileUrls, WATCH_PATH } from '../file-paths.js'
import { toFileView, type FileView } from '../file-view.js'
import type { HttpDeps } from '../http-deps.js'
import { originOf } from '../origin-of.js'
import type { PageAssets } from '../page-assets.js'
import { readerOf } from '../reader.js'
import { refuse } from '../refuse.js'
import type { ServeOptions } from '../serve-bytes.js'
import { toWatchHeaders, toWatchPage } from '../watch-page.js'

export interface WatchRouteOptions extends Pick<ServeOptions, 'active' | 'openTimeoutMs'> {
  readonly assets: PageAssets | null
  /** What links begin with; null: with what the visitor came by. */
  readonly baseUrl: string | null
  /** A video's address is put behind it; null: none. */
  readonly videoFrontendUrl: string | null
}

type WatchRequest = FastifyRequest<{ Params: { token: string; name?: string } }>

/** A link may be revoked, and the names of assets change: a browser asks each time, which costs one small answer. */
const CACHE_CONTROL = { open: 'private, no-cache', restricted: 'private, no-store' }

export function registerWatchRoute(app: FastifyInstance, deps: HttpDeps, options: WatchRouteOptions): void {
  const handler = (request: WatchRequest, reply: FastifyReply) => serveWatch(deps, options, request, reply)
  for (const url of fileUrls(WATCH_PATH)) app.route({ method: ['GET', 'HEAD'], url, handler })
}

async function serveWatch(
  deps: HttpDeps,
  options: WatchRouteOptions,
  request: WatchRequest,
  reply: FastifyReply,
): Promise<void> {
  const stop = options.active.controllerOf(reply.raw)
  const { signal } = stop
  // With the database away Telegram is asked what the file is.
  const timer = setTimeout(() => {
    stop.abort(new StreamBotError('telegram_unavailable', `Nothing came within ${options.openTimeoutMs} ms`))
  }, options.openTimeoutMs)
  try {
    const question = { token: request.params.token, reader: readerOf(request) }
    const opened = await untilAborted(deps.openStream(question, signal), signal)
    const view = toFileView(opened.file)
    if (opened.isRestricted) closeToEveryPage(reply)
    reply.header('cache-control', opened.isRestricted ? CACHE_CONTROL.restricted : CACHE_CONTROL.open)
    const elsewhere = frontendFor(opened, view, options, request)
    if (elsewhere !== null) await reply.header('referrer-policy', 'no-referrer').redirect(elsewhere, 302)
    else await sendPage(opened, view, options, request, reply)
  } catch (error) {
    refuse(deps.logger, request, reply, signal.aborted ? signal.reason : error)
  } finally {
    clearTimeout(timer)
  }
}

/** null: shown here. A frontend elsewhere has neither the cookie of a password nor the visitor's address, so it gets no link that asks for them. */
function frontendFor(
  { file, isRestricted }: OpenedFile,
  view: FileView,
  { videoFrontendUrl, baseUrl }: WatchRouteOptions,
  request: WatchRequest,
): string | null {
  if (videoFrontendUrl === null || isRestricted || (view !== 'video' && view !== 'audio')) return null
  const streamUrl = linkUrl(baseUrl ?? originOf(request), 'stream', request.params.token, file.name)
  return videoFrontendUrl + encodeURIComponent(streamUrl)
}

async function sendPage(
  { file, isRestricted }: OpenedFile,
  view: FileView,
  { assets }: WatchRouteOptions,
  { params: { token, name } }: WatchRequest,
  reply: FastifyReply,
): Promise<void> {
  const nonce = randomBytes(16).toString('base64')
  const page = toWatchPage({
    file,
    view,
    contentType: declaredType(file),
    token,
    isRestricted,
    root: name === undefined ? '..' : '../..',
    parts: assets?.player ?? null,
    nonce,
  })
  await reply.headers(toWatchHeaders(nonce)).send(page)
}
