/**
 * Brings a tally's reports to the store: a few seconds after the first byte, sooner when asked, one at a time. A report that fails is
 * brought again, less and less often while the store is away, which is no news from here. Nobody waits for it before the end.
 */
import { hasCode, StreamBotError } from '../core/errors.js'
import type { BandwidthReport } from '../ports/bandwidth-store.js'
import type { BandwidthTally } from './bandwidth-tally.js'
import { lastChance } from './last-chance.js'

const INTERVAL_MS = 5000
const FIRST_RETRY_MS = 1000
const MAX_RETRY_MS = 60_000

export class BandwidthCourier implements AsyncDisposable {
  #timer: NodeJS.Timeout | null = null
  #round: Promise<void> | null = null
  #failures = 0
  #isClosed = false

  /**
   * @param deliver settles the tally and resolves when the store has the report
   * @param onTrouble at each failure, but that the store is away; bytes are lost only where the message says so
   */
  constructor(
    private readonly tally: BandwidthTally,
    private readonly deliver: (report: BandwidthReport) => Promise<void>,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Something was counted. */
  wake(): void {
    if (!this.#timer && !this.#round) this.#wait(INTERVAL_MS)
  }

  /** It is much. A store that is away is not asked sooner for it. */
  hurry(): void {
    if (!this.#round && this.#failures === 0) this.#start()
  }

  /** Brings what is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#stopWaiting()
    try {
      await lastChance(() => this.#finish(), lostError)
    } catch (error) {
      this.onTrouble(error)
    }
  }

  async #finish(): Promise<boolean> {
    await this.#round
    await this.#bringAll()
    return this.tally.reportsDue === 0
  }

  #start(): void {
    if (this.#isClosed) return
    this.#stopWaiting()
    this.#round = this.#bringAll().finally(() => {
      this.#round = null
      if (this.tally.reportsDue > 0) this.#wait(this.#failures === 0 ? INTERVAL_MS : retryDelayMs(this.#failures))
    })
  }

  /** What was counted when it begins; what is counted meanwhile is for the next time. Never throws. */
  async #bringAll(): Promise<void> {
    try {
      for (let left = this.tally.reportsDue; left > 0; left--) {
        const report = this.tally.next()
        if (!report) break
        await this.deliver(report)
        this.#failures = 0
      }
    } catch (error) {
      this.#failures++
      if (!hasCode(error, 'store_unavailable')) this.onTrouble(error)
    }
  }

  #wait(delayMs: number): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => this.#start(), delayMs).unref()
  }

  #stopWaiting(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}

function retryDelayMs(failures: number): number {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
}

function lostError(): Error {
  return new StreamBotError('store_unavailable', 'The last bytes that were sent could not be recorded: they are lost')
}
