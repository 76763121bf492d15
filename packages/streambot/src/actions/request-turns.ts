/**
 * What is asked for under one name is done one at a time: who asks again meanwhile waits, and finds what was made. Of this process alone;
 * between instances it is the database that lets one record have a name.
 */
import { untilAborted } from '../core/until-aborted.js'

/** Each is a request that goes on. Beyond it nobody waits, and the database alone keeps records apart. */
const MAX_NAMES = 1000

export class RequestTurns {
  /** What has to end before the next one of this name begins. Never rejects. */
  readonly #last = new Map<string, Promise<void>>()

  constructor(private readonly maxNames = MAX_NAMES) {}

  /** A turn lasts until `act` has ended, also where nobody waits for it any more. @throws what `act` throws; the signal's reason when aborted */
  take<Result>(name: string, act: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const before = this.#last.get(name)
    if (!before && this.#last.size >= this.maxNames) return act()
    const turn = (before ?? Promise.resolve()).then(() => {
      signal.throwIfAborted()
      return act()
    })
    const ended = turn.then(nothing, nothing).then(() => {
      if (this.#last.get(name) === ended) this.#last.delete(name)
    })
    this.#last.set(name, ended)
    return untilAborted(turn, signal)
  }
}

function nothing(): void {
  // How it ended is told to whoever asked.
}
