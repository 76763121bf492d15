/** What a broadcast has to read or write, it waits for: the database may be away for as long as it likes. */
import { hasCode } from '../core/errors.js'
import type { SteadyTime } from '../ports/clock.js'

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000

export interface PatienceDeps {
  readonly time: SteadyTime
  /** What fails for another reason than that the database is away, which is told elsewhere; once, and it is tried again all the same. */
  readonly onTrouble: (error: unknown) => void
}

/** Tries again until it works. Rejects when the signal aborts. */
export async function patiently<T>(deps: PatienceDeps, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  let isTold = false
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted()
    try {
      return await act()
    } catch (error) {
      if (!isTold && !hasCode(error, 'store_unavailable')) {
        isTold = true
        deps.onTrouble(error)
      }
      await deps.time.wait(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures), signal)
    }
  }
}
