/** The web server with the actions behind its routes. */
import { openArchive } from '../actions/open-archive.js'
import { openBatch } from '../actions/open-batch.js'
import { openStream } from '../actions/open-stream.js'
import { hasPoster, readPoster, type PosterDeps } from '../actions/posters.js'
import { readSubtitles, type ReadSubtitlesDeps } from '../actions/read-subtitles.js'
import { answerChallenge, isProbe } from '../actions/setup-challenge.js'
import { unlockLink } from '../actions/unlock-link.js'
import type { Config } from '../config/config.js'
import { createHttpServer, type HttpServer } from '../http/http-server.js'
import type { WaitingRoom } from '../http/waiting-room.js'
import type { HttpDeps } from '../http/http-deps.js'
import type { Metrics } from '../metrics/metrics.js'
import { networkOf } from '../policy/link-access-address.js'
import type { FileSource } from '../ports/file-source.js'
import type { Context } from './context.js'

/** Where the build puts them. Both `src` and `dist` lie one level below the package, so the same path holds for either. */
const PAGES = new URL('../../dist/pages/', import.meta.url)

/** The slice of the context that visitors of the web server get at. */
export type FrontDoorDeps = Pick<Context, 'clock' | 'linkKeys' | 'streaming' | 'loggers' | 'gatekeepers'> & {
  readonly files: Pick<FileSource, 'locate'>
  /** Left out: there are neither pictures nor subtitles. */
  readonly beside?: PosterDeps & ReadSubtitlesDeps
}

/** What people and programs who watch over the server are told. */
export interface Watching {
  readonly readiness: NonNullable<HttpDeps['readiness']>
  readonly metrics: Metrics
  readonly metricsToken: string | null
  /** Listens already. */
  readonly room: WaitingRoom
}

export function createFrontDoor(
  config: Pick<Config, 'http' | 'features'>,
  context: FrontDoorDeps,
  health: HttpDeps['health'],
  api?: HttpDeps['api'],
  watching?: Watching,
  dav?: HttpDeps['dav'],
  legacy?: HttpDeps['legacy'],
): HttpServer {
  const { clock, linkKeys, files, streaming, loggers, gatekeepers, beside } = context
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
      ...(beside && {
        posters: {
          has: (of, signal) => hasPoster(beside, of, signal),
          read: (of, signal) => readPoster(beside, of, signal),
        },
        readSubtitles: (subtitles, signal) => readSubtitles(beside, subtitles, signal),
      }),
      openBatch: (question) => openBatch(deps, question),
      openArchive: (question) => openArchive(deps, question),
      unlockLink: (question, signal) => unlockLink(deps, question, signal),
      streams: streaming.streams,
      quota,
      fileGone: (logMessageId) => void gatekeepers.copyGone(logMessageId),
      requests,
      health,
      answerChallenge: (challenge) => answerChallenge(linkKeys, challenge),
      isProbe: (challenge, proof) => isProbe(linkKeys, challenge, proof),
      logger: loggers.http,
      clock,
      ...(api ? { api } : {}),
      ...(dav ? { dav } : {}),
      ...(legacy ? { legacy } : {}),
      ...(watching ? { readiness: watching.readiness, metrics: watching.metrics, meter: watching.metrics.meters } : {}),
    },
    {
      basePath: config.http.basePath,
      baseUrl: config.http.baseUrl,
      pages: PAGES,
      hasDashboard: config.features.dashboard,
      videoFrontendUrl: config.http.videoFrontendUrl,
      isSecure: config.http.baseUrl?.startsWith('https://') ?? false,
      trustProxy: config.http.trustedProxies.length > 0 ? config.http.trustedProxies : false,
      allowedOrigins: config.http.allowedOrigins,
      connectionsPerAddress: config.http.connectionsPerAddress,
      networkOf,
      metricsToken: watching?.metricsToken ?? null,
      ...(watching ? { room: watching.room } : {}),
    },
  )
}
