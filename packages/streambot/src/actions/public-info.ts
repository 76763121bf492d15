/**
 * What anybody may know of the service. Remembered for some seconds and asked for once at a time, so that many who ask cost the database no more
 * than one; while it does not answer, what was known last goes on.
 */
import type { Clock } from '../ports/clock.js'
import type { ServiceStats } from './service-stats.js'

const FRESH_MS = 5000

export interface PublicFeatures {
  readonly forceSubscription: boolean
  readonly rateLimiting: boolean
  readonly bandwidthLimits: boolean
  readonly channelPostButtons: boolean
  readonly accessMode: string
}

export interface PublicInfo {
  /** Without the @; null: Telegram has not said it. */
  readonly botUsername: string | null
  readonly version: string
  readonly startedAtMs: number
  readonly uptimeMs: number
  readonly features: PublicFeatures
  readonly bandwidth: Pick<ServiceStats['bandwidth'], 'usedBytes' | 'limitBytes' | 'resetsAtMs'>
  readonly streaming: { readonly openStreams: number; readonly bots: number; readonly healthyBots: number }
  /** null: the database does not say. */
  readonly users: number | null
}

export interface PublicInfoDeps {
  readonly clock: Clock
  readonly stats: () => Promise<ServiceStats>
  readonly features: () => PublicFeatures
  /** @throws StreamBotError telegram_unavailable */
  readonly username: () => Promise<string | null>
}

export class PublicInfos {
  #known: { readonly info: PublicInfo; readonly atMs: number } | null = null
  #asking: Promise<PublicInfo> | null = null
  #username: string | null = null

  constructor(private readonly deps: PublicInfoDeps) {}

  get(): Promise<PublicInfo> {
    const known = this.#known
    const ageMs = known ? this.deps.clock.now() - known.atMs : Infinity
    if (known && ageMs >= 0 && ageMs < FRESH_MS) return Promise.resolve(known.info)
    return (this.#asking ??= this.#ask().finally(() => (this.#asking = null)))
  }

  async #ask(): Promise<PublicInfo> {
    const [stats, botUsername] = await Promise.all([this.deps.stats(), this.#nameOfBot()])
    const { version, startedAtMs, uptimeMs, bandwidth, openStreams, clients, users } = stats
    const { usedBytes, limitBytes, resetsAtMs } = bandwidth
    const healthyBots = clients.filter(({ state }) => state === 'healthy').length
    const info = {
      botUsername,
      version,
      startedAtMs,
      uptimeMs,
      features: this.deps.features(),
      bandwidth: { usedBytes, limitBytes, resetsAtMs },
      streaming: { openStreams, bots: clients.length, healthyBots },
      users: users ?? this.#known?.info.users ?? null,
    }
    this.#known = { info, atMs: this.deps.clock.now() }
    return info
  }

  async #nameOfBot(): Promise<string | null> {
    this.#username ??= await this.deps.username().catch(() => null)
    return this.#username
  }
}
