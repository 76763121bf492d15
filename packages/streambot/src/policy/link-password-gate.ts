/** Lets few computations run at once and few more wait: what strangers can start must not cost them less than it costs us. */
import { StreamBotError } from '../core/errors.js'

/** Each takes 32 MiB and a thread of the four that also read the disk. */
const MAX_RUNNING = 2
/** About two seconds of work. */
const MAX_WAITING = 32
const RETRY_AFTER_MS = 2000

export class PasswordGate {
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** @throws StreamBotError too_many_attempts when too many wait already */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter()
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  #enter(): Promise<void> | void {
    if (this.#running < MAX_RUNNING) {
      this.#running++
      return
    }
    if (this.#waiting.length >= MAX_WAITING) {
      throw new StreamBotError('too_many_attempts', 'Too many passwords are being checked', {
        retryAfterMs: RETRY_AFTER_MS,
      })
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Whoever waits the longest takes the place; it is never free in between. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running--
  }
}
