/** The web server with the actions behind its routes. */
import { openArchive } from '../actions/open-archive.js'
import { openBatch } from '../actions/open-batch.js'
import { openStream } from '../actions/open-stream.js'
import { answerChallenge } from '../actions/setup-challenge.js'
import { unlockLink } from '../actions/unlock-link.js'
import type { Config } from '../config/config.js'
import { createHttpServer, type HttpServer } from '../http/http-server.js'
import type { HttpDeps } from '../http/http-deps.js'
import type { FileSource } from '../ports/file-source.js'
import type { Context } from './context.js'

/** The slice of the context that visitors of the web server get at. */
export type FrontDoorDeps = Pick<Context, 'clock' | 'linkKeys' | 'streaming' | 'loggers' | 'gatekeepers'> & {
  readonly files: Pick<FileSource, 'locate'>
}

export function createFrontDoor(
  config: Pick<Config, 'http'>,
  context: FrontDoorDeps,
  health: HttpDeps['health'],
): HttpServer {
  const { clock, linkKeys, files, streaming, loggers, gatekeepers } = context
  const { records, batchRecords, checksums, accesses, quota, passwords, requests, wrongTokens } = gatekeepers
  const deps = {
    clock,
    linkKeys,
    files,
    records,
    batchRecords,
    checksums,
    accesses,
    quota,
    passwords,
    wrongTokens,
    reading: streaming.reading,
  }
  return createHttpServer(
    {
      openStream: (question, signal) => openStream(deps, question, signal),
      openBatch: (question) => openBatch(deps, question),
      openArchive: (question) => openArchive(deps, question),
      unlockLink: (question, signal) => unlockLink(deps, question, signal),
      streams: streaming.streams,
      quota,
      fileGone: (logMessageId) => void gatekeepers.copyGone(logMessageId),
      requests,
      health,
      answerChallenge: (challenge) => answerChallenge(linkKeys, challenge),
      logger: loggers.http,
      clock,
    },
    {
      basePath: config.http.basePath,
      baseUrl: config.http.baseUrl,
      isSecure: config.http.baseUrl?.startsWith('https://') ?? false,
      trustProxy: config.http.trustedProxies.length > 0 ? config.http.trustedProxies : false,
    },
  )
}
