/**
 * Owns every Telegram client: starts them in parallel, picks one for each piece of work, stops them.
 * The primary must come up; a worker that does not is explained and left out, and never stops the others.
 */
import type { Clock } from '../../ports/clock.js'
import { StreamBotError } from '../../core/errors.js'
import { BotClient, type ClientState } from './bot-client.js'
import { connectBot, type BotCredentials, type ConnectOptions } from './connect-bot.js'
import { requireLogChannel } from './log-channel-access.js'

export interface ClientManagerOptions extends ConnectOptions {
  readonly primary: BotCredentials
  readonly workers: readonly BotCredentials[]
  /** Bare channel id, without -100. */
  readonly logChannelId: number
  readonly clock: Clock
  readonly onWorkerSkipped: (name: string, reason: string) => void
  readonly onClientLost: (name: string, reason: string) => void
}

export type Pick = { ok: true; client: BotClient } | { ok: false; retryAfterMs: number | null }

export class ClientManager implements AsyncDisposable {
  #turn = 0

  private constructor(
    readonly primary: BotClient,
    private readonly workers: readonly BotClient[],
    private readonly options: ClientManagerOptions,
  ) {}

  /** @throws StreamBotError when the primary cannot log in or use the log channel */
  static async start(options: ClientManagerOptions, signal: AbortSignal): Promise<ClientManager> {
    const [primary, ...workers] = await Promise.allSettled([
      startClient(options.primary, 'post', options, signal),
      ...options.workers.map((worker) => startClient(worker, 'read', options, signal)),
    ])
    const started = workers.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    if (primary.status === 'rejected') {
      await Promise.allSettled(started.map((worker) => worker.stop()))
      throw primary.reason
    }
    workers.forEach((outcome, index) => {
      if (outcome.status === 'rejected') {
        options.onWorkerSkipped(options.workers[index]?.name ?? 'worker', messageOf(outcome.reason))
      }
    })
    return new ClientManager(primary.value, started, options)
  }

  /**
   * The least busy healthy client outside `except`, in turn on ties. The primary talks to people: it serves bytes only while
   * no worker can.
   */
  pick(except: ReadonlySet<BotClient> = new Set()): Pick {
    const now = this.options.clock.now()
    const candidates = [...this.workers, this.primary].filter((client) => !except.has(client))
    const healthy = candidates.filter((client) => client.state(now) === 'healthy')
    const workers = healthy.filter((client) => client !== this.primary)
    const ready = workers.length > 0 ? workers : healthy
    const least = Math.min(...ready.map((client) => client.inFlight))
    const idle = ready.filter((client) => client.inFlight === least)
    const client = idle[this.#turn++ % Math.max(idle.length, 1)]
    if (client) return { ok: true, client }
    const cooling = candidates.filter((it) => it.state(now) === 'cooling').map((it) => it.coolUntilMs - now)
    return { ok: false, retryAfterMs: cooling.length > 0 ? Math.min(...cooling) : null }
  }

  reportLost(client: BotClient, reason: string): void {
    if (client.lostBecause) return
    client.lose(reason)
    this.options.onClientLost(client.name, reason)
  }

  states(): { readonly name: string; readonly state: ClientState }[] {
    const now = this.options.clock.now()
    return [this.primary, ...this.workers].map((it) => ({ name: it.name, state: it.state(now) }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.primary, ...this.workers].map((it) => it.stop()))
  }
}

async function startClient(
  credentials: BotCredentials,
  needs: 'read' | 'post',
  options: ClientManagerOptions,
  signal: AbortSignal,
): Promise<BotClient> {
  const { client, base } = await connectBot(credentials, options, signal)
  try {
    await requireLogChannel(client, options.logChannelId, needs, credentials.name, signal)
    return new BotClient(credentials.name, client, base, options.logChannelId)
  } catch (error) {
    await client.destroy()
    throw error
  }
}

function messageOf(error: unknown): string {
  return error instanceof StreamBotError || error instanceof Error ? error.message : String(error)
}
