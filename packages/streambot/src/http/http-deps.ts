/** What the web server is given. It knows no store and no Telegram, only the actions behind its routes. */
import type { ArchiveQuestion, OpenedArchive } from '../actions/open-archive.js'
import type { BatchQuestion, OpenedBatch } from '../actions/open-batch.js'
import type { OpenedFile, StreamQuestion } from '../actions/open-stream.js'
import type { PosterOf } from '../actions/posters.js'
import type { PasswordQuestion, UnlockedLink } from '../actions/unlock-link.js'
import type { WindowAnswer } from '../core/sliding-window.js'
import type { Subtitles } from '../core/subtitles.js'
import type { Logger } from '../logger.js'
import type { Health } from '../policy/health.js'
import type { ApiDoor } from './api/register-api.js'
import type { Clock } from '../ports/clock.js'
import type { AllowedOrigins } from './cors.js'
import type { DavDoor } from './dav/dav-door.js'
import type { LegacyDoor } from './legacy-links.js'
import type { WaitingRoom } from './waiting-room.js'
import type { HttpMeter } from './meter.js'
import type { StreamRegistry } from '../streaming/stream-registry.js'

export interface HttpDeps {
  /** @throws StreamBotError as the action `openStream` does */
  readonly openStream: (question: StreamQuestion, signal: AbortSignal) => Promise<OpenedFile>
  /** Pictures of files, as the actions of `posters.ts` find them; left out: there are none. */
  readonly posters?: {
    has(of: PosterOf, signal: AbortSignal): Promise<boolean>
    read(of: PosterOf, signal: AbortSignal): Promise<Uint8Array | null>
  }
  /** As the action of this name; left out: there are none. */
  readonly readSubtitles?: (subtitles: Subtitles, signal: AbortSignal) => Promise<Uint8Array | null>
  /** @throws StreamBotError as the action `openBatch` does */
  readonly openBatch: (question: BatchQuestion) => Promise<OpenedBatch>
  /** @throws StreamBotError as the action `openArchive` does */
  readonly openArchive: (question: ArchiveQuestion) => Promise<OpenedArchive>
  /** @throws StreamBotError as the action `unlockLink` does */
  readonly unlockLink: (question: PasswordQuestion, signal: AbortSignal) => Promise<UnlockedLink>
  readonly streams: Pick<StreamRegistry, 'open'>
  /** Told of bytes as they leave. @param ownerId of the link; null: not known right now */
  readonly quota: { count(ownerId: number | null, bytes: number): void }
  /** Told of a copy that Telegram no longer has. */
  readonly fileGone: (logMessageId: number) => void
  /** null: no limit. */
  readonly requests: RequestLimit | null
  readonly health: () => Health
  /** Whether a load balancer should send visitors here; as healthy as it is where this is left out. */
  readonly readiness?: () => Health
  /** Left out: nobody counts. */
  readonly meter?: HttpMeter
  /** All there is to watch; left out: nothing. */
  readonly metrics?: { readonly contentType: string; text(): Promise<string> }
  /** What shows whoever asks that this is the service they mean; null: the challenge is none. */
  readonly answerChallenge: (challenge: string) => string | null
  /** Whether the set-up check asks for known bytes; left out: nobody gets any. */
  readonly isProbe?: (challenge: string, proof: string) => boolean
  readonly logger: Logger
  readonly clock: Clock
  /** Left out: there is no API. */
  readonly api?: ApiDoor
  /** Left out: links of other bots lead nowhere. */
  readonly legacy?: LegacyDoor | undefined
  /** Left out: nobody's programs mount files. */
  readonly dav?: DavDoor | undefined
}

/** Of all requests of one address. */
export interface RequestLimit {
  /** As many in one window; Infinity while there is no limit. */
  readonly limit: number
  readonly windowMs: number
  take(address: string, nowMs: number): WindowAnswer
}

export interface HttpOptions {
  /** Path that a proxy may leave in front of every route; empty, or `/files` without a slash at the end. */
  readonly basePath?: string
  /** What links begin with; null: with what the visitor came by. */
  readonly baseUrl?: string | null
  /** Where the build left scripts and styles of the pages, with a slash at the end; null: the pages do without. */
  readonly pages?: URL | null
  /** Admins have a page; without an API there is none. */
  readonly hasDashboard?: boolean
  /** A video's address is put behind it, and whoever wants to watch is sent there; null: shown here. */
  readonly videoFrontendUrl?: string | null
  /** Links begin with https. */
  readonly isSecure?: boolean
  /** Origins whose pages may read answers; null: none but our own. */
  readonly allowedOrigins?: AllowedOrigins
  /** null: no limit. */
  readonly connectionsPerAddress?: number | null
  /** Addresses that count as one; each alone unless told otherwise. */
  readonly networkOf?: (address: string) => string
  /** Listens already; else the server does so itself. */
  readonly room?: WaitingRoom
  /** Of all visitors together. */
  readonly maxConnections?: number
  readonly timeouts?: Partial<HttpTimeouts>
  /** Proxies whose X-Forwarded-… or Forwarded is believed: addresses, CIDR blocks, `loopback`, `linklocal`, `uniquelocal`. */
  readonly trustProxy?: false | readonly string[]
  /** Opens the metrics to who is not on this machine; null: they are closed to them. */
  readonly metricsToken?: string | null
  /** How long opening a file and getting its first byte may take. */
  readonly openTimeoutMs?: number
  /** Between the two halves of the known bytes that the set-up check asks for. */
  readonly probeHoldMs?: number
  /** How long a visitor may take nothing at all before the stream is dropped. */
  readonly stallTimeoutMs?: number
}

export interface HttpTimeouts {
  /** Until a request's head is there. */
  readonly headersMs: number
  /** Until all of it is. */
  readonly requestMs: number
  /** Of a connection without a request. */
  readonly keepAliveMs: number
}
