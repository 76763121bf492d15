/**
 * Owns every Telegram client: one supervisor each, all started in parallel. The primary must come up; a worker that does not is
 * explained, tried again in the background, and never stops the others. Says who may be given work now.
 */
import { NO_WORK, type ClientReport, type ClientStatus } from '../../core/client-status.js'
import { StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import type { BotClient } from './bot-client.js'
import { chooseCandidates, healthyAmong, type Candidates } from './candidates.js'
import { ClientSupervisor } from './client-supervisor.js'
import type { BotCredentials } from './connect-bot.js'
import { botIdOf } from './session-file.js'
import type { SupervisorTools } from './supervised-client.js'
import { TelegramBot, type TelegramBotOptions } from './telegram-bot.js'

export interface ClientManagerOptions extends TelegramBotOptions, SupervisorTools {
  readonly primary: BotCredentials
  readonly workers: readonly BotCredentials[]
  /** A client's state or the reason for it changed. */
  readonly onStatus: (status: ClientStatus) => void
  /** The start fails; what the primary can still say has to be said now. Never rejects, and takes a bounded time. */
  readonly onFailedStart: (primary: ClientSupervisor<BotClient>, error: unknown) => Promise<void>
}

export type Picked = { ok: true; client: BotClient } | { ok: false; retryAfterMs: number | null }

export interface Employed {
  readonly role: ClientReport['role']
  readonly status: ClientStatus
  /** null while there is none. */
  readonly client: BotClient | null
}

type Supervisor = ClientSupervisor<BotClient>

/** How long work under way may take to leave a worker that is removed, and how often that is looked at. */
const REMOVAL = { graceMs: 10_000, everyMs: 50 }
/** How often it is looked at how much came. */
const SAMPLE_MS = 1000

export class ClientManager implements AsyncDisposable {
  readonly #primary: Supervisor
  readonly #workers = new Map<string, { readonly botId: string; readonly supervisor: Supervisor }>()
  readonly #leaving = new Set<Supervisor>()
  readonly #listeners = new Set<() => void>()
  readonly #explained = new Map<string, string>()
  readonly #sampler: NodeJS.Timeout
  #turn = 0

  private constructor(private readonly options: ClientManagerOptions) {
    this.#primary = this.#supervise(options.primary)
    this.#sampler = setInterval(() => this.#sample(), SAMPLE_MS).unref()
  }

  /** @throws StreamBotError when the primary cannot log in or use the log channel; nothing is left open then */
  static async start(options: ClientManagerOptions, signal: AbortSignal): Promise<ClientManager> {
    const manager = new ClientManager(options)
    try {
      await manager.#begin(signal)
      return manager
    } catch (error) {
      await options.onFailedStart(manager.#primary, error)
      await manager[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Who talks to people. */
  get primary(): Supervisor {
    return this.#primary
  }

  candidates(): Candidates<BotClient> {
    const workers = [...this.#workers.values()].map((it) => it.supervisor)
    return chooseCandidates(workers, this.#primary, this.options.clock.now())
  }

  /** The least busy candidate outside `except`, in turn on ties; the primary when all the workers are excepted. */
  pick(except: ReadonlySet<BotClient> = new Set()): Picked {
    const { carriers, retryAfterMs } = this.candidates()
    const open = [...carriers, ...healthyAmong([this.#primary])].filter((client) => !except.has(client))
    const workers = open.filter((client) => client !== this.#primary.client)
    const ready = workers.length > 0 ? workers : open
    const least = Math.min(...ready.map((client) => client.inFlight))
    const idle = ready.filter((client) => client.inFlight === least)
    const client = idle[this.#turn++ % Math.max(idle.length, 1)]
    return client ? { ok: true, client } : { ok: false, retryAfterMs }
  }

  /** A call failed in a way that says something of the client: it is looked into. `error` is best the error itself. */
  reportLost(client: BotClient, error: unknown): void {
    for (const supervisor of this.#all()) supervisor.reportLost(client, error)
  }

  /** Told whenever work that waits may have a taker. @returns what ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The primary first. */
  describe(): readonly ClientReport[] {
    return this.bots().map(({ role, status, client }) => ({ role, ...status, ...(client?.work ?? NO_WORK) }))
  }

  /** To be asked one by one, however they are doing. The primary first. */
  bots(): readonly Employed[] {
    return this.#all().map(({ status, client }, at) => ({ role: at === 0 ? 'primary' : 'worker', status, client }))
  }

  /**
   * Takes a bot on; it serves as soon as it can.
   * @returns how it is doing after the first attempt; one that cannot serve yet is tried again in the background
   * @throws StreamBotError bad_config when the bot takes part already
   */
  async addWorker({ name, token }: Pick<BotCredentials, 'name' | 'token'>): Promise<ClientStatus> {
    const supervisor = this.#employ({ name, token, inbox: null })
    await supervisor.start()
    return supervisor.status
  }

  /** It gets no more work at once; what is under way ends or goes elsewhere. @returns false when there is no such worker */
  async removeWorker(name: string): Promise<boolean> {
    const worker = this.#workers.get(name)
    if (!worker) return false
    this.#workers.delete(name)
    this.#explained.delete(name)
    this.#tell()
    this.#leaving.add(worker.supervisor)
    await this.#untilIdle(worker.supervisor)
    await worker.supervisor.stop()
    this.#leaving.delete(worker.supervisor)
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sampler)
    await Promise.allSettled([...this.#all(), ...this.#leaving].map((it) => it.stop()))
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { primary, workers, timers, timings } = this.options
    const started = workers.map((worker) => this.#employ(worker).start())
    const failure = await this.#orStopped(this.#primary.start(), signal)
    if (failure !== null) throw failure
    let callOff = () => {}
    const patience = new Promise<void>((resolve) => (callOff = timers.after(timings.stragglersMs, resolve)))
    try {
      await this.#orStopped(Promise.race([Promise.all(started), patience]), signal)
    } finally {
      callOff()
    }
    if (this.#primary.state === 'stopped') throw stopped(primary.name)
  }

  #orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    return untilAborted(work, signal).catch((error: unknown) => {
      if (signal.aborted) throw stopped(this.#primary.name)
      throw error
    })
  }

  #employ(credentials: BotCredentials): Supervisor {
    if (this.#primary.state === 'stopped') throw stopped(credentials.name)
    const botId = botIdOf(credentials.token)
    const taken = [...this.#workers.values()].map((it) => it.botId)
    if (this.#workers.has(credentials.name) || [botIdOf(this.options.primary.token), ...taken].includes(botId)) {
      throw new StreamBotError('bad_config', `${credentials.name}: this bot takes part already.`)
    }
    const supervisor = this.#supervise(credentials)
    this.#workers.set(credentials.name, { botId, supervisor })
    return supervisor
  }

  #supervise(credentials: BotCredentials): Supervisor {
    const supervisor: Supervisor = new ClientSupervisor(
      new TelegramBot(credentials, this.options),
      this.options,
      () => {
        this.#explain(supervisor)
        this.#tell()
      },
    )
    return supervisor
  }

  /** Once for each state and reason, not at each attempt that fails alike. */
  #explain(supervisor: Supervisor): void {
    const { status } = supervisor
    if (status.state === 'stopped') return
    const news = `${status.state} ${status.reason ?? ''}`
    if (this.#explained.get(status.name) === news) return
    this.#explained.set(status.name, news)
    this.options.onStatus(status)
  }

  #sample(): void {
    const nowMs = performance.now()
    for (const { client } of this.#all()) client?.sample(nowMs)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  async #untilIdle(supervisor: Supervisor): Promise<void> {
    const { clock, timers } = this.options
    const endMs = clock.now() + REMOVAL.graceMs
    while (supervisor.state !== 'stopped' && (supervisor.client?.inFlight ?? 0) > 0 && clock.now() < endMs) {
      await new Promise<void>((resolve) => timers.after(REMOVAL.everyMs, resolve))
    }
  }

  #all(): Supervisor[] {
    return [this.#primary, ...[...this.#workers.values()].map((it) => it.supervisor)]
  }
}

function stopped(name: string): StreamBotError {
  return new StreamBotError('shutting_down', `Stopped while ${name} was starting`)
}
