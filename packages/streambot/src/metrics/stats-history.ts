/**
 * How the service fared in the last hour, for graphs: a sample every five seconds in a ring that never grows, of this instance and since its start.
 * Rates are what was counted between two samples, by the time that really passed.
 */
import type { ClientReport } from '../core/client-status.js'

const SAMPLE_INTERVAL_MS = 5000
/** An hour. */
const MAX_SAMPLES = 720

export interface StatsSample {
  /** Later than that of the sample before, also where the clock went back a little; where it went back further, the history begins anew. */
  readonly atMs: number
  readonly sentBytesPerSecond: number
  /** Of files, as far as whole parts arrived. */
  readonly telegramBytesPerSecond: number
  readonly openStreams: number
  readonly healthyClients: number
  readonly clients: number
  readonly rssBytes: number
  /** Parts of files that streams hold. */
  readonly heldBytes: number
  /** Parts of files that are kept for the next reader. */
  readonly cachedBytes: number
  /** By the whole service this month, as far as it is known here. */
  readonly quotaUsedBytes: number
}

export interface StatsHistoryDeps {
  readonly clock: { now(): number }
  /** Since the start. */
  readonly sentBytes: () => number
  /** Since the start. */
  readonly telegramBytes: () => number
  readonly openStreams: () => number
  readonly clients: () => readonly Pick<ClientReport, 'state'>[]
  readonly memory: () => {
    readonly rssBytes: number
    readonly budget: { readonly heldBytes: number; readonly cachedBytes: number }
  }
  readonly quotaUsedBytes: () => Promise<number>
  /** A sample that could not be taken; the next one is. */
  readonly onTrouble: (error: unknown) => void
}

export interface RecentStats {
  /** Whose samples these are: of the same moment, the same history; a later one than what is known goes on after it. */
  readonly startedAtMs: number
  /** From one sample to the next. */
  readonly intervalMs: number
  /** Oldest first. */
  readonly samples: readonly StatsSample[]
}

interface Counts {
  readonly atMs: number
  readonly sentBytes: number
  readonly telegramBytes: number
}

export class StatsHistory implements Disposable {
  readonly #ring: StatsSample[] = []
  /** Where the oldest one is once the ring is full. */
  #head = 0
  #startedAtMs: number
  #before: Counts
  #isSampling = false
  #timer: NodeJS.Timeout | null = null

  constructor(private readonly deps: StatsHistoryDeps) {
    this.#before = this.#count()
    this.#startedAtMs = this.#before.atMs
  }

  /** Does not keep the process alive. */
  start(): void {
    this.#timer ??= setInterval(() => void this.sample().catch(this.deps.onTrouble), SAMPLE_INTERVAL_MS).unref()
  }

  /** Takes one, unless the last one still waits for the database. */
  async sample(): Promise<void> {
    if (this.#isSampling) return
    this.#isSampling = true
    try {
      this.#add(await this.deps.quotaUsedBytes())
    } finally {
      this.#isSampling = false
    }
  }

  /** @param afterMs from later on; null: all there are */
  read(afterMs: number | null = null): RecentStats {
    const all = [...this.#ring.slice(this.#head), ...this.#ring.slice(0, this.#head)]
    const samples = afterMs === null ? all : all.filter(({ atMs }) => atMs > afterMs)
    return { startedAtMs: this.#startedAtMs, intervalMs: SAMPLE_INTERVAL_MS, samples }
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  #add(quotaUsedBytes: number): void {
    const { clients, memory, openStreams } = this.deps
    const [before, now] = [this.#before, this.#count()]
    // What lies in the future would stand before all that is still to come, for as long as it does.
    if (now.atMs < before.atMs - SAMPLE_INTERVAL_MS) this.#beginAnew(now.atMs)
    // A clock that was set back says nothing of how long it took.
    const seconds = (now.atMs > before.atMs ? now.atMs - before.atMs : SAMPLE_INTERVAL_MS) / 1000
    const { rssBytes, budget } = memory()
    const states = clients().map(({ state }) => state)
    this.#keep({
      atMs: Math.max(now.atMs, (this.#last?.atMs ?? -Infinity) + 1),
      sentBytesPerSecond: Math.round((now.sentBytes - before.sentBytes) / seconds),
      telegramBytesPerSecond: Math.round((now.telegramBytes - before.telegramBytes) / seconds),
      openStreams: openStreams(),
      healthyClients: states.filter((state) => state === 'healthy').length,
      clients: states.length,
      rssBytes,
      heldBytes: budget.heldBytes,
      cachedBytes: budget.cachedBytes,
      quotaUsedBytes,
    })
    this.#before = now
  }

  #beginAnew(atMs: number): void {
    this.#ring.length = 0
    this.#head = 0
    this.#startedAtMs = atMs
  }

  get #last(): StatsSample | undefined {
    return this.#ring.at(this.#head - 1)
  }

  #keep(sample: StatsSample): void {
    if (this.#ring.length < MAX_SAMPLES) {
      this.#ring.push(sample)
      return
    }
    this.#ring[this.#head] = sample
    this.#head = (this.#head + 1) % MAX_SAMPLES
  }

  #count(): Counts {
    const { clock, sentBytes, telegramBytes } = this.deps
    return { atMs: clock.now(), sentBytes: sentBytes(), telegramBytes: telegramBytes() }
  }
}
