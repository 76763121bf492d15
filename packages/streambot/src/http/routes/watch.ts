/**
 * `/watch/{token}`: a page that shows the file. Whoever may have the file may have its page, and nobody else; opening it counts as no
 * download. Where a frontend for videos is configured, they are shown there.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { linkUrl } from '../../actions/link-url.js'
import type { OpenedFile } from '../../actions/open-stream.js'
import { declaredType, toFileView, type FileView } from '../../core/file-view.js'
import { answerForLink, type LinkAnswerOptions } from '../answer-for-link.js'
import { fileUrls, POSTER_PATH, WATCH_PATH } from '../file-paths.js'
import type { HttpDeps } from '../http-deps.js'
import { originOf } from '../origin-of.js'
import type { PageAssets } from '../page-assets.js'
import { toWatchHeaders, toWatchPage } from '../watch-page.js'

export interface WatchRouteOptions extends LinkAnswerOptions {
  readonly assets: PageAssets | null
  /** What links begin with; null: with what the visitor came by. */
  readonly baseUrl: string | null
  /** A video's address is put behind it; null: none. */
  readonly videoFrontendUrl: string | null
}

type WatchRequest = FastifyRequest<{ Params: { token: string; name?: string } }>

export function registerWatchRoute(app: FastifyInstance, deps: HttpDeps, options: WatchRouteOptions): void {
  const handler = (request: WatchRequest, reply: FastifyReply) =>
    answerForLink(deps, options, request, reply, async (opened, signal) => {
      const view = toFileView(opened.file)
      const elsewhere = frontendFor(opened, view, options, request)
      if (elsewhere !== null) await reply.header('referrer-policy', 'no-referrer').redirect(elsewhere, 302)
      else await sendPage(deps, { opened, view, signal }, options, request, reply)
    })
  for (const url of fileUrls(WATCH_PATH)) app.route({ method: ['GET', 'HEAD'], url, handler })
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

interface Watching {
  readonly opened: OpenedFile
  readonly view: FileView
  readonly signal: AbortSignal
}

async function sendPage(
  { posters }: Pick<HttpDeps, 'posters'>,
  { opened, view, signal }: Watching,
  { assets, baseUrl }: WatchRouteOptions,
  request: WatchRequest,
  reply: FastifyReply,
): Promise<void> {
  const { token, name } = request.params
  const { file, isRestricted, subtitles } = opened
  const isPlayed = view === 'video' || view === 'audio'
  const hasPoster = isPlayed && ((await posters?.has(opened, signal)) ?? false)
  const nonce = randomBytes(16).toString('base64')
  const page = toWatchPage({
    file,
    view,
    contentType: declaredType(file),
    token,
    isRestricted,
    subtitles: view === 'video' ? subtitles : [],
    hasPoster,
    pictureUrl: hasPoster && !isRestricted ? `${baseUrl ?? originOf(request)}${POSTER_PATH}/${token}` : null,
    root: name === undefined ? '..' : '../..',
    parts: assets?.player ?? null,
    nonce,
  })
  await reply.headers(toWatchHeaders(nonce)).send(page)
}
