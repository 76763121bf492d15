/** The server in front of one file, or of one refusal, that reports what it logs and tells. Without a socket it is asked by `app.inject`. */
import { StreamBotError } from '../core/errors.js'
import { createLoggers } from '../logger.js'
import type { StreamRegistry } from '../streaming/stream-registry.js'
import type { FakeFile } from './fake-file.fixture.js'
import type { HttpDeps, HttpOptions } from './http-deps.js'
import { createHttpServer, type HttpServer } from './http-server.js'

export const TOKEN = 'T'.repeat(52)
const NOW_MS = Date.UTC(2024, 5, 1)

export interface TestServer {
  readonly server: HttpServer
  readonly app: HttpServer['app']
  readonly logged: Record<string, unknown>[]
  /** Bytes told to the quota, by owner. */
  readonly counted: Map<number | null, number>
  readonly gone: number[]
}

export function createTestServer(
  file: FakeFile | StreamBotError,
  streams: StreamRegistry,
  options: HttpOptions = {},
  deps: Partial<HttpDeps> = {},
): TestServer {
  const logged: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) }
  const counted = new Map<number | null, number>()
  const gone: number[] = []
  const server = createHttpServer(
    {
      openStream: ({ token }) => {
        if (file instanceof StreamBotError) return Promise.reject(file)
        if (token !== TOKEN) return Promise.reject(new StreamBotError('link_not_found', 'no'))
        return Promise.resolve(file.opened)
      },
      openBatch: () => Promise.reject(new StreamBotError('link_not_found', 'no')),
      openArchive: () => Promise.reject(new StreamBotError('link_not_found', 'no')),
      unlockLink: () => Promise.reject(new StreamBotError('link_not_found', 'no')),
      streams,
      quota: { count: (ownerId, bytes) => void counted.set(ownerId, (counted.get(ownerId) ?? 0) + bytes) },
      fileGone: (logMessageId) => void gone.push(logMessageId),
      requests: null,
      health: () => ({ ok: true, reasons: [] }),
      answerChallenge: (challenge) => `proof of ${challenge}`,
      logger: createLoggers({ level: 'debug', format: 'json', secrets: [], destination }).http,
      clock: { now: () => NOW_MS },
      ...deps,
    },
    options,
  )
  return { server, app: server.app, logged, counted, gone }
}
