/**
 * Looks after one bot for as long as the server runs: connects it, probes it, logs it in again where Telegram forgot it, and
 * tries again in the background, ever more patiently, where something is wrong. Nothing it meets ends it but `stop`.
 */
import type { ClientState, ClientStatus } from '../../core/client-status.js'
import { StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import { diagnose, type Ailment } from './ailment.js'
import { Alarm } from './alarm.js'
import { Patience } from './patience.js'
import type { SupervisedBot, SupervisedClient, SupervisorTools } from './supervised-client.js'

/** What was tried last to get a lost login back. */
type Remedy = 'none' | 'log_in' | 'rebuild'

export class ClientSupervisor<C extends SupervisedClient> {
  readonly #ending = new AbortController()
  readonly #waiting = new Set<() => void>()
  readonly #patience: Patience
  readonly #pause: Alarm
  readonly #grace: Alarm
  readonly #thaw: Alarm
  #client: C | null = null
  #state: Exclude<ClientState, 'stopped'> = 'starting'
  #ailment: Ailment | null = null
  #sinceMs: number
  /** What somebody met while using the client, not yet looked into. */
  #report: Ailment | null = null
  #remedy: Remedy = 'none'
  #hasMissedProbe = false
  /** It is to be built anew, though nothing is wrong. */
  #isOutdated = false
  #life: Promise<void> | null = null

  constructor(
    private readonly bot: SupervisedBot<C>,
    private readonly tools: SupervisorTools,
    /** The state changed, or the kind of reason for it; also when a cool-down begins or ends. */
    private readonly onChange: () => void,
  ) {
    this.#sinceMs = tools.clock.now()
    this.#patience = new Patience(tools)
    this.#pause = new Alarm(tools.timers)
    this.#grace = new Alarm(tools.timers)
    this.#thaw = new Alarm(tools.timers)
  }

  get name(): string {
    return this.bot.name
  }

  /** Null while there is none. It may be anything but healthy. */
  get client(): C | null {
    return this.#client
  }

  get state(): ClientState {
    if (this.#ending.signal.aborted) return 'stopped'
    const isCooling = this.#client !== null && this.tools.clock.now() < this.#client.coolUntilMs
    return this.#state === 'healthy' && isCooling ? 'cooling' : this.#state
  }

  get status(): ClientStatus {
    const { state } = this
    const reason = this.#ailment?.reason ?? (state === 'cooling' ? 'Telegram told it to wait' : null)
    return { name: this.name, state, reason, sinceMs: this.#sinceMs }
  }

  /** Begins. @returns what the first attempt ended with: null when the bot can serve */
  start(): Promise<Error | null> {
    return new Promise((resolve) => {
      this.#life ??= this.#live(resolve)
    })
  }

  /** The client, as soon as it is logged in as far as anybody knows. */
  async loggedIn(signal: AbortSignal): Promise<C> {
    const stopping = AbortSignal.any([signal, this.#ending.signal])
    while (!this.#client || this.#isOutdated || this.#ailment?.kind === 'login_lost') {
      const { promise, resolve } = withResolver()
      this.#waiting.add(resolve)
      await untilAborted(promise, stopping).finally(() => this.#waiting.delete(resolve))
    }
    return this.#client
  }

  /** Somebody who used the client was told that it cannot serve: it gets no more work until that was looked into. */
  reportLost(client: C, error: unknown): void {
    if (client !== this.#client) return
    const ailment = diagnose(error)
    const isNews = this.#state === 'healthy' || (ailment.kind === 'login_lost' && this.#ailment?.kind === 'trouble')
    if (!isNews) return
    if (ailment.kind === 'cooling') return client.coolDownUntil(this.tools.clock.now() + ailment.waitMs)
    this.#report = ailment
    this.#set(stateFor(ailment), ailment)
    this.#pause.ring()
  }

  /** What a client is built with has changed: there is none for a moment, then another one. */
  rebuild(): void {
    this.#isOutdated = true
    this.#pause.ring()
  }

  async stop(): Promise<void> {
    this.#ending.abort(this.#stopped())
    this.#pause.ring()
    await this.#life
    await this.#drop()
  }

  async #live(onFirstOutcome: (error: Error | null) => void): Promise<void> {
    const { signal } = this.#ending
    while (!signal.aborted) {
      const report = this.#report
      this.#report = null
      const delayMs = report ? this.#lookInto(report) : await this.#check(onFirstOutcome)
      if (delayMs === 0 || this.#report || this.#isOutdated || signal.aborted) continue
      await new Promise<void>((resolve) => this.#pause.set(delayMs, resolve))
    }
    onFirstOutcome(this.#stopped())
  }

  /** @returns how long until the next look */
  async #check(onOutcome: (error: Error | null) => void): Promise<number> {
    for (;;) {
      if (this.#isOutdated) await this.#drop()
      this.#isOutdated = false
      const error = await this.#examine()
      if (this.#ending.signal.aborted) return 0
      if (error === null) {
        onOutcome(null)
        return this.#recover()
      }
      const ailment = diagnose(error)
      if (ailment.kind === 'login_lost') {
        this.#set('unreachable', ailment)
        if (await this.#tryHarder()) continue
      }
      onOutcome(error)
      return this.#suffer(ailment)
    }
  }

  /** @returns null when the bot can serve, else what keeps it from that */
  async #examine(): Promise<Error | null> {
    const { signal } = this.#ending
    try {
      if (this.#client && this.#remedy === 'log_in') await this.bot.logIn(this.#client, signal)
      const client = this.#client ?? this.#adopt(await this.bot.connect(this.#remedy === 'rebuild', signal))
      await this.bot.probe(client, signal)
      return null
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Turns to the next stronger means against a lost login. @returns false when all were tried */
  async #tryHarder(): Promise<boolean> {
    const isLast = this.#remedy === 'rebuild'
    this.#remedy = this.#remedy === 'none' && this.#client ? 'log_in' : 'rebuild'
    if (this.#remedy === 'rebuild') await this.#drop()
    return !isLast
  }

  #adopt(client: C): C {
    this.#client = client
    client.onCoolDown = () => this.#coolDown(client)
    client.onLinesChange = () => this.onChange()
    this.bot.watch(client, (isUp) => client === this.#client && this.#connectionChanged(isUp))
    this.#tell()
    return client
  }

  #recover(): number {
    this.#hasMissedProbe = false
    this.#remedy = 'none'
    if (!this.#report) this.#set('healthy', null)
    return this.#patience.afterSuccess()
  }

  /** @returns how long to leave the bot alone */
  #suffer(ailment: Ailment): number {
    const delayMs = this.#patience.afterTrouble(ailment, this.#client !== null)
    if (ailment.kind === 'cooling') this.#client?.coolDownUntil(this.tools.clock.now() + ailment.waitMs)
    if (this.#state === 'healthy' && !this.#isEnough(ailment)) return delayMs
    this.#set(stateFor(ailment), ailment)
    return delayMs
  }

  /** Whether a client that served until now no longer does. One probe may be lost on the way: the next one decides, soon. */
  #isEnough(ailment: Ailment): boolean {
    if (ailment.kind === 'cooling') return false // it will serve again by itself
    const isFirst = ailment.kind === 'trouble' && !this.#hasMissedProbe
    this.#hasMissedProbe = true
    return !isFirst
  }

  /** A ban is believed. Else a probe decides: at once the first time, later with each report that follows. */
  #lookInto(report: Ailment): number {
    const isFirst = this.#patience.isFresh
    const delayMs = this.#patience.afterTrouble(report, this.#client !== null)
    return isFirst && report.kind !== 'banned' ? 0 : delayMs
  }

  #connectionChanged(isUp: boolean): void {
    if (isUp) {
      this.#grace.cancel()
      if (this.#state === 'unreachable' && this.#ailment?.kind === 'trouble') this.#pause.ring()
    } else if (!this.#grace.isSet && this.#state === 'healthy') {
      this.#grace.set(this.tools.timings.connectionGraceMs, () => {
        if (this.#state !== 'healthy') return
        this.#set('unreachable', { kind: 'trouble', reason: 'the connection to Telegram is lost' })
      })
    }
  }

  /** Tells when it begins, and when it is over: work may be waiting for that. */
  #coolDown(client: C): void {
    this.#thaw.set(Math.max(0, client.coolUntilMs - this.tools.clock.now()), () => this.#tell())
    this.#tell()
  }

  #set(state: Exclude<ClientState, 'stopped'>, ailment: Ailment | null): void {
    if (this.#state === state && this.#ailment?.kind === ailment?.kind) return
    if (this.#state !== state) this.#sinceMs = this.tools.clock.now()
    this.#state = state
    this.#ailment = ailment
    this.#tell()
  }

  #stopped(): StreamBotError {
    return new StreamBotError('shutting_down', `${this.name} was stopped`)
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve()
    this.onChange()
  }

  async #drop(): Promise<void> {
    const client = this.#client
    this.#client = null
    this.#grace.cancel()
    this.#thaw.cancel()
    if (client) client.onCoolDown = client.onLinesChange = null
    await client?.stop()
  }
}

function stateFor({ kind }: Ailment): 'banned' | 'cooling' | 'unreachable' {
  return kind === 'banned' || kind === 'cooling' ? kind : 'unreachable'
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
