/**
 * Every call to MongoDB goes through here and has an end: within its time it is made again after errors that pass, waiting longer each
 * time, as far as doing it twice does no harm. What is left becomes the port's error.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import { backoffMs } from './backoff.js'
import { isDuplicateKey, isPassing, isRefusal, translateError } from './translate-error.js'

/** For an index that is made and for a thousand records that are restored: more than a visitor waits for, but not for ever. */
const LONG_TIMEOUT_MS = 60_000

export class MongoCalls {
  constructor(
    private readonly timeoutMs: number,
    private readonly random: () => number,
  ) {}

  /** When a verb gives up that begins now. */
  deadline(): AbortSignal {
    return AbortSignal.timeout(this.timeoutMs)
  }

  longDeadline(): AbortSignal {
    return AbortSignal.timeout(LONG_TIMEOUT_MS)
  }

  /** Twice is as good as once, the answer included. */
  repeatable<T>(call: () => Promise<T>, deadline = this.deadline()): Promise<T> {
    return this.#run(call, isPassing, deadline)
  }

  /** Twice is too often, or would be answered differently: made again only while the server has done nothing. */
  once<T>(call: () => Promise<T>, deadline = this.deadline()): Promise<T> {
    return this.#run(call, isRefusal, deadline)
  }

  /** Changes a document or adds it. Of two who add it at once one fails, and then changes what the other added. */
  upsert<T>(call: () => Promise<T>, deadline = this.deadline()): Promise<T> {
    return this.#run(call, (error) => isPassing(error) || isDuplicateKey(error), deadline)
  }

  /** Compare and set: tries again while somebody else was faster, which the attempt says by null. */
  async untilWon<T>(attempt: () => Promise<T | null>, deadline = this.deadline()): Promise<T> {
    for (let losses = 0; ; losses++) {
      const outcome = await this.once(attempt, deadline)
      if (outcome !== null) return outcome
      await this.#pause(losses, deadline)
    }
  }

  async #run<T>(call: () => Promise<T>, mayRepeat: (error: unknown) => boolean, deadline: AbortSignal): Promise<T> {
    let lastError: unknown = new StreamBotError('store_unavailable', 'MongoDB did not answer in time')
    for (let failures = 0; !deadline.aborted; failures++) {
      try {
        return await untilAborted(call(), deadline)
      } catch (error) {
        if (deadline.aborted) break
        if (!mayRepeat(error)) throw translateError(error)
        lastError = error
      }
      await this.#pause(failures, deadline)
    }
    throw translateError(lastError)
  }

  async #pause(failures: number, deadline: AbortSignal): Promise<void> {
    // Aborted, it ends early: whoever waits looks at the deadline next.
    await sleep(backoffMs(failures, this.random), undefined, { signal: deadline }).catch(() => {})
  }
}
