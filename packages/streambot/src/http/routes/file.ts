/** `/dl/{token}` saves a file, `/stream/{token}` shows it where that is safe. A name behind the token is for people only. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FILE_PATHS, fileUrls, type Wish } from '../file-paths.js'
import { toServable } from '../file-servable.js'
import type { HttpDeps } from '../http-deps.js'
import { readerOf } from '../reader.js'
import { serveBytes, type Servable, type ServeOptions } from '../serve-bytes.js'

type FileRequest = FastifyRequest<{ Params: { token: string } }>

export function registerFileRoutes(app: FastifyInstance, deps: HttpDeps, options: ServeOptions): void {
  for (const [path, wish] of Object.entries(FILE_PATHS)) {
    const handler = (request: FileRequest, reply: FastifyReply) =>
      serveBytes(deps, options, request, reply, (signal) => openFile(deps, request, wish, signal))
    for (const url of fileUrls(path)) app.route({ method: ['GET', 'HEAD'], url, handler })
  }
}

async function openFile(deps: HttpDeps, request: FileRequest, wish: Wish, signal: AbortSignal): Promise<Servable> {
  const opened = await deps.openStream({ token: request.params.token, reader: readerOf(request) }, signal)
  return toServable(opened, request, wish, deps.clock.now())
}
