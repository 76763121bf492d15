/**
 * Whether this instance is the one that talks to people. One with a database to itself always is; of several that share one it is
 * whoever holds the bot's lease, and only that one's primary client asks Telegram for updates.
 */
import { hostname } from 'node:os'
import { BotLeaseKeeper } from '../actions/bot-lease-keeper.js'
import { randomId } from '../actions/random-id.js'
import { SharedUpdatePlaces } from '../actions/shared-update-places.js'
import { logDuty, logRulesTrouble } from '../events.js'
import type { Loggers } from '../logger.js'
import type { BotLeaseStore } from '../ports/bot-lease-store.js'
import type { Randomness } from '../ports/clock.js'
import type { TelegramInbox } from '../telegram/people/telegram-inbox.js'
import { STEADY_TIME } from './steady-time.js'

export interface BotDutyDeps {
  /** null: the database is not shared. */
  readonly leases: BotLeaseStore | null
  readonly botId: number
  readonly inbox: TelegramInbox
  readonly randomness: Randomness
  readonly loggers: Loggers
}

export class BotDuty implements AsyncDisposable {
  /** Before the first update comes to this instance. */
  beforeTaking: () => Promise<void> = () => Promise.resolve()
  /** This instance is on duty from now on. */
  onTaken: () => void = () => {}
  /** The primary client is to be connected anew: with updates, or without. */
  onInbox: () => void = () => {}
  #isStopping = false
  readonly #shared: { readonly keeper: BotLeaseKeeper; readonly places: SharedUpdatePlaces } | null

  private constructor(private readonly deps: BotDutyDeps) {
    this.#shared = deps.leases && this.#share(deps.leases)
  }

  /** Resolves once it is known whether the lease is free; with the database away, at once. */
  static async begin(deps: BotDutyDeps): Promise<BotDuty> {
    const duty = new BotDuty(deps)
    await duty.#shared?.keeper.begin()
    return duty
  }

  get isOn(): boolean {
    return this.#shared === null || this.#shared.keeper.isOnDuty
  }

  /** Other instances wait for the lease. */
  get isShared(): boolean {
    return this.#shared !== null
  }

  /** Leaves people to whoever waits; call when everything that was received is dealt with. Again, it does nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#shared) return
    this.#isStopping = true
    await this.#shared.places[Symbol.asyncDispose]()
    await this.#shared.keeper[Symbol.asyncDispose]()
  }

  #share(leases: BotLeaseStore): { readonly keeper: BotLeaseKeeper; readonly places: SharedUpdatePlaces } {
    const { botId, inbox, randomness } = this.deps
    const tell = (subject: string) => (error: unknown) => this.#tell(subject, error)
    const fixed = { leases, botId, time: STEADY_TIME }
    const holder = `${hostname()} ${randomId(randomness)}`
    const keeper = new BotLeaseKeeper({ ...fixed, holder, onTrouble: tell('the lease of the bot') })
    const places = new SharedUpdatePlaces({
      ...fixed,
      lease: () => keeper.lease,
      onTrouble: tell('the place in the updates of the bot'),
    })
    inbox.places = places
    inbox.isOpen = false
    keeper.onChange = (isHeld) => void this.#change(isHeld)
    return { keeper, places }
  }

  async #change(isHeld: boolean): Promise<void> {
    const { inbox, loggers } = this.deps
    logDuty(loggers.bot, { isHeld })
    // Answering what was answered is better than not answering.
    if (isHeld)
      await this.beforeTaking().catch((error: unknown) => this.#tell('what others were about to answer', error))
    // It may have been lost or taken again meanwhile.
    if (isHeld !== this.isOn || inbox.isOpen === isHeld || this.#isStopping) return
    inbox.isOpen = isHeld
    this.onInbox()
    if (isHeld) this.onTaken()
  }

  #tell(subject: string, error: unknown): void {
    logRulesTrouble(this.deps.loggers.store, { subject }, error)
  }
}
