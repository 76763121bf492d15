/**
 * Searches that read names by the ten thousand, one after the other: several at once would not be done sooner, and everybody else would wait
 * a page of each for their turn.
 */
import { StreamBotError } from '../core/errors.js'
import { untilAborted } from '../core/until-aborted.js'

/** Each is a request that goes on, and takes a fraction of a second. */
const MAX_WAITING = 20
const RETRY_AFTER_MS = 5000

export class SearchTurns {
  /** The last one in line. Never rejects. */
  #last: Promise<void> = Promise.resolve()
  #size = 0

  constructor(private readonly maxWaiting = MAX_WAITING) {}

  /** A turn lasts until `act` has ended. @throws StreamBotError too_many_requests when the line is full; what `act` throws; the signal's reason when aborted */
  take<Result>(act: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#size > this.maxWaiting) {
      const error = new StreamBotError('too_many_requests', 'Too many search at once', { retryAfterMs: RETRY_AFTER_MS })
      return Promise.reject(error)
    }
    this.#size++
    const turn = this.#last.then(() => {
      signal.throwIfAborted()
      return act()
    })
    this.#last = turn.then(
      () => void this.#size--,
      () => void this.#size--,
    )
    return untilAborted(turn, signal)
  }
}
