/**
 * Settings that admins change while the server runs: what is configured, and above it what is in the store. All instances share them: who
 * changes one has it in force at once, the others within three seconds. With the database away what was known last goes on.
 */
import { hasCode } from '../core/errors.js'
import type { Setting } from '../core/setting.js'
import { toLiveRules, type LiveRules } from '../policy/live-rules.js'
import { describeTakes, type Takes } from '../policy/setting-kinds.js'
import {
  areSame,
  NOBODY,
  readOverrides,
  readSetting,
  toValues,
  toView,
  type IgnoredSetting,
  type Override,
  type Overrides,
  type SettingView,
} from '../policy/setting-overrides.js'
import {
  findSettingName,
  kindOf,
  SETTING_NAMES,
  type SettingName,
  type SettingValues,
} from '../policy/setting-table.js'
import type { SettingStore } from '../ports/setting-store.js'
import { audit, userIdOf, type Actor, type AuditDeps } from './audit.js'
import { LOG_CHANNEL_SETTING } from './require-log-channel.js'

export type { SettingView } from '../policy/setting-overrides.js'

const REFRESH_MS = 2000
/** Beyond that some are told again. */
const MAX_TOLD = 1000

export interface LiveSettingsDeps extends AuditDeps {
  readonly settings: SettingStore
  readonly configured: SettingValues
  readonly adminIds: readonly number[]
  /** A stored value that is passed over; once for each. */
  readonly onIgnored: (name: string, why: string) => void
  /** What could not be read, but that the database is away; once until it can be again. */
  readonly onTrouble: (error: unknown) => void
}

export type SettingAnswer =
  | { readonly ok: true; readonly setting: SettingView }
  | { readonly ok: false; readonly reason: 'unknown_setting'; readonly name: string }
  | {
      readonly ok: false
      readonly reason: 'not_taken'
      readonly name: SettingName
      /** What is not understood, or one too many. */
      readonly entry: string
      readonly takes: Takes
      /** The same as one sentence. */
      readonly explanation: string
    }

export class LiveSettings implements Disposable {
  #overrides: Overrides = new Map()
  #current: LiveRules
  /** Counts what was changed here: an answer that is older than the last change says nothing. */
  #changes = 0
  #refreshing: Promise<void> | null = null
  #isInTrouble = false
  readonly #told = new Set<string>()
  readonly #timer: NodeJS.Timeout

  private constructor(private readonly deps: LiveSettingsDeps) {
    this.#current = toLiveRules(deps.configured, deps.adminIds)
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS).unref()
  }

  /** With the database away, what is configured is in force until it is back. */
  static async open(deps: LiveSettingsDeps): Promise<LiveSettings> {
    const settings = new LiveSettings(deps)
    await settings.refresh()
    return settings
  }

  /** In force right now. Ask again for each decision. */
  get current(): LiveRules {
    return this.#current
  }

  /** All there are, as known here. */
  list(): SettingView[] {
    return SETTING_NAMES.map((name) => this.#view(name))
  }

  /** In force here when resolved. @param name in any case of letters. @throws StreamBotError store_unavailable */
  async set(actor: Actor, name: string, text: string): Promise<SettingAnswer> {
    const known = findSettingName(name)
    if (known === null) return { ok: false, reason: 'unknown_setting', name }
    const reading = readSetting(known, text)
    if (!reading.ok) return notTaken(known, reading.entry)
    const from = this.#view(known).value
    const to = kindOf(known).show(reading.value)
    const change = { changedBy: userIdOf(actor) ?? NOBODY, changedAtMs: this.deps.clock.now() }
    await this.deps.settings.put({ name: known, value: to, ...change })
    this.#change(known, { value: reading.value, ...change })
    await audit(this.deps, { actor, action: 'settings.set', target: known, details: { from, to } })
    return { ok: true, setting: this.#view(known) }
  }

  /** As configured again. @throws StreamBotError store_unavailable */
  async reset(actor: Actor, name: string): Promise<SettingAnswer> {
    const known = findSettingName(name)
    if (known === null) return { ok: false, reason: 'unknown_setting', name }
    const from = this.#view(known).value
    const wasSet = await this.deps.settings.remove(known)
    this.#change(known, null)
    const setting = this.#view(known)
    const details = { from, to: setting.value }
    if (wasSet) await audit(this.deps, { actor, action: 'settings.reset', target: known, details })
    return { ok: true, setting }
  }

  /** Reads the store, once for all who ask at a time. Never rejects. */
  refresh(): Promise<void> {
    return (this.#refreshing ??= this.#read().finally(() => (this.#refreshing = null)))
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  async #read(): Promise<void> {
    const changes = this.#changes
    try {
      const stored = await this.deps.settings.all()
      this.#isInTrouble = false
      if (changes !== this.#changes) return await this.#read()
      this.#learn(stored)
    } catch (error) {
      if (hasCode(error, 'store_unavailable')) return
      if (!this.#isInTrouble) this.deps.onTrouble(error)
      this.#isInTrouble = true
    }
  }

  #learn(stored: readonly Setting[]): void {
    const { overrides, ignored } = readOverrides(stored.filter(({ name }) => name !== LOG_CHANNEL_SETTING))
    for (const it of ignored) this.#tellOnce(it)
    if (!areSame(overrides, this.#overrides)) this.#apply(overrides)
  }

  #tellOnce({ name, value, why }: IgnoredSetting): void {
    const about = `${name} ${JSON.stringify(value)}`
    if (this.#told.has(about)) return
    if (this.#told.size >= MAX_TOLD) this.#told.clear()
    this.#told.add(about)
    this.deps.onIgnored(name, why)
  }

  #change(name: SettingName, override: Override | null): void {
    this.#changes++
    const overrides = new Map(this.#overrides)
    if (override) overrides.set(name, override)
    else overrides.delete(name)
    this.#apply(overrides)
  }

  #apply(overrides: Overrides): void {
    const { configured, adminIds } = this.deps
    this.#overrides = overrides
    this.#current = toLiveRules(toValues(configured, overrides), adminIds)
  }

  #view(name: SettingName): SettingView {
    return toView(name, this.deps.configured, this.#overrides)
  }
}

function notTaken(name: SettingName, entry: string): SettingAnswer {
  const { takes } = kindOf(name)
  const explanation = `${name} must be ${describeTakes(takes)}; "${entry}" is not understood.`
  return { ok: false, reason: 'not_taken', name, entry, takes, explanation }
}
