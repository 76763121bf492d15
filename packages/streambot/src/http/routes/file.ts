/** `/dl/{token}` saves a file, `/stream/{token}` shows it where that is safe. A name behind the token is for people only. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { OpenedFile } from '../../actions/open-stream.js'
import type { LentBytes } from '../../core/lent-bytes.js'
import type { StreamRecord } from '../../streaming/stream-record.js'
import type { Multipart } from '../byte-body.js'
import { toFileAnswer } from '../file-answer.js'
import { FILE_PATHS, fileUrls, type Wish } from '../file-paths.js'
import type { HttpDeps } from '../http-deps.js'
import { readerOf } from '../reader.js'
import { readSeveral } from '../read-several.js'
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
  const { linkId, ownerId, file, logMessageId } = opened
  const { method, headers } = request
  return {
    answer: toFileAnswer(opened, { method, headers, wish, nowMs: deps.clock.now(), boundary: randomUUID() }),
    isRestricted: opened.isRestricted,
    about: { linkId, ownerId, fileName: file.name, sizeBytes: file.sizeBytes },
    subject: { linkId },
    logMessageId: () => logMessageId,
    read: (body, stop, record) => {
      if (!body.multipart) return opened.read(body.span, stop, record)
      return readRanges(opened, body.multipart, stop, record)
    },
  }
}

/** One place in the memory budget for all of them: nobody is turned away between two ranges. */
async function* readRanges(
  opened: OpenedFile,
  multipart: Multipart,
  signal: AbortSignal,
  record: StreamRecord,
): AsyncGenerator<LentBytes, undefined, undefined> {
  using share = opened.admit()
  yield* readSeveral(multipart, (range) => opened.read(range, signal, record, share))
}
