/** What the web server is given. It knows no store and no Telegram, only the actions behind its routes. */
import type { OpenedFile } from '../actions/open-stream.js'
import type { Logger } from '../logger.js'
import type { Clock } from '../ports/clock.js'
import type { StreamRegistry } from '../streaming/stream-registry.js'

export interface HttpDeps {
  /** @throws StreamBotError as the action `openStream` does */
  readonly openStream: (token: string, signal: AbortSignal) => Promise<OpenedFile>
  readonly streams: Pick<StreamRegistry, 'open'>
  readonly health: () => Health
  readonly logger: Logger
  readonly clock: Clock
}

interface Health {
  readonly ok: boolean
  /** What is wrong, for people; empty when nothing is. */
  readonly reasons: readonly string[]
}

export interface HttpOptions {
  /** Path that a proxy may leave in front of every route; empty, or `/files` without a slash at the end. */
  readonly basePath?: string
  /** How long opening a file and getting its first byte may take. */
  readonly openTimeoutMs?: number
  /** How long a visitor may take nothing at all before the stream is dropped. */
  readonly stallTimeoutMs?: number
}
