/** A call between its arrival and its answer; it can be dropped by the client or left behind by a closed connection. */
import type { Connection } from './connection.js'

export class RunningCall {
  readonly #abort = new AbortController()
  /** The client asked by rpc_drop_answer to hear no more of it. */
  isDropped = false
  /** Resolves once it is answered or given up; true for a result. */
  done: Promise<boolean> = Promise.resolve(false)

  constructor(readonly connection: Connection) {}

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  drop(): void {
    this.isDropped = true
    this.abandon()
  }

  abandon(): void {
    this.#abort.abort()
  }
}
