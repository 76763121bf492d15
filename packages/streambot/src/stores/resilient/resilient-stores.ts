/**
 * One database that may be away, in front of all who ask it. It is opened when it can be, never waited for longer than a moment, and left
 * alone while it does not answer: every verb then says store_unavailable at once, and whoever can goes on from memory. A verb that
 * was given up may still have been carried out, as with any answer that is lost.
 */
import { hasCode, StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import type { AnswerJournal } from '../../ports/answer-journal.js'
import type { ApiTokenStore } from '../../ports/api-token-store.js'
import type { AppPasswordStore } from '../../ports/app-password-store.js'
import type { Archive } from '../../ports/archive.js'
import type { AuditLog } from '../../ports/audit-log.js'
import type { BandwidthStore } from '../../ports/bandwidth-store.js'
import type { BanStore } from '../../ports/ban-store.js'
import type { BatchStore } from '../../ports/batch-store.js'
import type { BotLeaseStore } from '../../ports/bot-lease-store.js'
import type { BroadcastStore } from '../../ports/broadcast-store.js'
import type { FileStore } from '../../ports/file-store.js'
import type { KeyStore } from '../../ports/key-store.js'
import type { LinkStore } from '../../ports/link-store.js'
import type { SettingStore } from '../../ports/setting-store.js'
import type { StoreCondition, Stores } from '../../ports/stores.js'
import type { UserStore } from '../../ports/user-store.js'
import type { WindowStore } from '../../ports/window-store.js'
import { retryDelayMs } from './retry-delay.js'

/** A database that needs longer is no help to a visitor who waits. */
const CALL_TIMEOUT_MS = 3000
/** Who fails slower than this makes everybody wait, and is left alone for a while. */
const SLOW_FAILURE_MS = 250
/** Long by nature, in steps that let others in between: how they fare says nothing about how anybody else would. */
const LONG_VERBS: ReadonlySet<string> = new Set(['prune'])
const LONG_CALL_TIMEOUT_MS = 600_000

export interface ResilientOptions {
  readonly name: string
  /** Several instances may use it at once. */
  readonly isShared: boolean
  /** @throws StreamBotError bad_config, which no waiting mends; store_unavailable */
  readonly open: () => Promise<Stores>
  /** Once for each outage, and for each mistake that keeps it from ending. @param isAwaited nothing goes on before it is back */
  readonly onAway: (error: StreamBotError, isAwaited: boolean) => void
  readonly onBack: () => void
  readonly random: () => number
  readonly callTimeoutMs?: number
  /** Told of each call that reached the database, as `links` and `find`. */
  readonly onCall?: (store: string, verb: string, seconds: number, isOk: boolean) => void
}

/** Stores whose every verb answers with a promise. */
type StoreName = Exclude<keyof Stores, 'name' | 'archive' | 'check' | 'examine' | symbol>

export class ResilientStores implements Stores {
  readonly keys: KeyStore
  readonly links: LinkStore
  readonly files: FileStore
  readonly users: UserStore
  readonly bandwidth: BandwidthStore
  readonly windows: WindowStore
  readonly bans: BanStore
  readonly tokens: ApiTokenStore
  readonly appPasswords: AppPasswordStore
  readonly settings: SettingStore
  readonly broadcasts: BroadcastStore
  readonly batches: BatchStore
  readonly audit: AuditLog
  readonly answers: AnswerJournal
  readonly leases: BotLeaseStore | null
  #opened: Stores | null = null
  #opening: Promise<void> | null = null
  #trouble: StreamBotError | null = null
  #isLeftAlone = false
  #isAwaited = false
  #attempts = 0
  #probe: NodeJS.Timeout | null = null
  #isDisposed = false

  private constructor(private readonly options: ResilientOptions) {
    this.keys = this.#guard('keys')
    this.links = this.#guard('links')
    this.files = this.#guard('files')
    this.users = this.#guard('users')
    this.bandwidth = this.#guard('bandwidth')
    this.windows = this.#guard('windows')
    this.bans = this.#guard('bans')
    this.tokens = this.#guard('tokens')
    this.appPasswords = this.#guard('appPasswords')
    this.settings = this.#guard('settings')
    this.broadcasts = this.#guard('broadcasts')
    this.batches = this.#guard('batches')
    this.audit = this.#guard('audit')
    this.answers = this.#guard('answers')
    this.leases = options.isShared ? this.#guard('leases') : null
  }

  /**
   * @param whenAway `wait`: resolves once the database is open; `start`: resolves after the first try, whatever came of it
   * @throws StreamBotError bad_config; the signal's reason when aborted, at once. Nothing is left open then: what a try that is under way
   * opens all the same it closes.
   */
  static async open(
    options: ResilientOptions,
    whenAway: 'wait' | 'start',
    signal: AbortSignal,
  ): Promise<ResilientStores> {
    signal.throwIfAborted()
    const stores = new ResilientStores(options)
    try {
      await untilAborted(stores.#start(whenAway), signal)
      return stores
    } catch (error) {
      await stores.#close()
      throw error
    }
  }

  get name(): string {
    return this.options.name
  }

  get archive(): Archive {
    return this.#reached().archive
  }

  /** What is wrong with the database; null: nothing that anybody has noticed. */
  get trouble(): StreamBotError | null {
    return this.#trouble
  }

  check(): Promise<void> {
    return this.#call((stores) => stores.check())
  }

  /** However long it takes: that says nothing about how anybody else fares. */
  async examine(signal: AbortSignal): Promise<StoreCondition> {
    return this.#reached().examine(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
    await this.#opening?.catch(() => {})
  }

  /** Does not wait for a try that is under way. */
  async #close(): Promise<void> {
    this.#isDisposed = true
    this.#stopProbing()
    await this.#opened?.[Symbol.asyncDispose]()
  }

  async #start(whenAway: 'wait' | 'start'): Promise<void> {
    this.#isAwaited = whenAway === 'wait'
    await this.#tryToOpen()
    while (this.#isAwaited && !this.#opened && !this.#isDisposed) await this.#nextTry()
    this.#isAwaited = false
  }

  #guard<Name extends StoreName>(name: Name): NonNullable<Stores[Name]> {
    const verbs: ProxyHandler<NonNullable<Stores[Name]>> = {
      get: (_, verb) => {
        // Nobody who awaits the store itself takes it for a promise.
        if (typeof verb !== 'string' || verb === 'then') return undefined
        return (...args: readonly unknown[]) =>
          this.#call(
            (stores) => {
              const store: object | null = stores[name]
              if (!store) throw new TypeError(`${this.name} has no ${name}`)
              const act = Reflect.get(store, verb) as (...args: readonly unknown[]) => Promise<unknown>
              return act.apply(store, [...args])
            },
            [name, verb],
          )
      },
    }
    return new Proxy({} as NonNullable<Stores[Name]>, verbs)
  }

  /** @param name what is called, where somebody counts */
  async #call<T>(verb: (stores: Stores) => Promise<T>, name?: readonly [store: string, verb: string]): Promise<T> {
    const stores = this.#reached()
    if (name && LONG_VERBS.has(name[1])) return this.#bounded(verb(stores), LONG_CALL_TIMEOUT_MS)
    const startedMs = performance.now()
    const tell = (isOk: boolean) => name && this.options.onCall?.(...name, (performance.now() - startedMs) / 1000, isOk)
    try {
      const answer = await this.#bounded(verb(stores))
      tell(true)
      return answer
    } catch (error) {
      tell(false)
      if (hasCode(error, 'store_unavailable')) this.#failed(error, performance.now() - startedMs > SLOW_FAILURE_MS)
      throw error
    }
  }

  #reached(): Stores {
    if (this.#isDisposed) throw new StreamBotError('store_unavailable', 'The database is closed')
    if (this.#opened && !this.#isLeftAlone) return this.#opened
    throw new StreamBotError('store_unavailable', this.#trouble?.message ?? 'The database has not answered yet', {
      cause: this.#trouble,
    })
  }

  #bounded<T>(answer: Promise<T>, timeoutMs = this.options.callTimeoutMs ?? CALL_TIMEOUT_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () =>
        reject(new StreamBotError('store_unavailable', `${this.name} did not answer within ${timeoutMs} ms`))
      const timer = setTimeout(giveUp, timeoutMs)
      // What may take so long keeps no process from ending.
      if (timeoutMs === LONG_CALL_TIMEOUT_MS) timer.unref()
      answer.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }

  #failed(error: StreamBotError, wasSlow: boolean): void {
    if (this.#isDisposed) return
    if (!this.#trouble) this.options.onAway(error, this.#isAwaited)
    this.#trouble = error
    this.#isLeftAlone ||= wasSlow
    this.#probeLater()
  }

  #probeLater(): void {
    if (this.#isDisposed || this.#probe) return
    const delayMs = retryDelayMs(this.#attempts++, this.options.random)
    this.#probe = setTimeout(() => {
      this.#probe = null
      void this.#look()
    }, delayMs).unref()
  }

  async #look(): Promise<void> {
    try {
      if (!this.#opened) return await this.#tryToOpen()
      await this.#bounded(this.#opened.check())
      this.#back()
    } catch (error) {
      this.#notBack(error)
      this.#probeLater()
    }
  }

  /** What no waiting mends is told, also in the middle of an outage: somebody has to do something. */
  #notBack(error: unknown): void {
    if (hasCode(error, 'store_unavailable')) {
      this.#trouble = error
      return
    }
    const message = error instanceof Error ? error.message : String(error)
    if (this.#trouble?.message === message || this.#isDisposed) return
    this.#trouble = new StreamBotError('store_unavailable', message, { cause: error })
    this.options.onAway(this.#trouble, false)
  }

  /** @throws StreamBotError bad_config */
  async #tryToOpen(): Promise<void> {
    this.#opening = this.options.open().then((stores) => {
      if (this.#isDisposed) return stores[Symbol.asyncDispose]()
      this.#opened = stores
    })
    try {
      await this.#opening
      this.#back()
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) throw error
      this.#failed(error, false)
    }
  }

  #back(): void {
    if (this.#isDisposed) return
    const wasAway = this.#trouble !== null
    this.#trouble = null
    this.#isLeftAlone = false
    this.#attempts = 0
    if (wasAway) this.options.onBack()
  }

  #nextTry(): Promise<void> {
    this.#stopProbing()
    return new Promise<void>((resolve, reject) => {
      const tryNow = () => {
        this.#probe = null
        this.#tryToOpen().then(resolve, reject)
      }
      this.#probe = setTimeout(tryNow, retryDelayMs(this.#attempts++, this.options.random))
    })
  }

  #stopProbing(): void {
    if (this.#probe) clearTimeout(this.#probe)
    this.#probe = null
  }
}
