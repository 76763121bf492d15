/**
 * Content messages the client has not acknowledged. Beyond the limits the oldest are given up: a client that missed an answer asks
 * again, one that missed updates calls updates.getDifference.
 */
import type { OutgoingMessage } from './outgoing-message.js'
import type { Retention } from './retention.js'

const limits = { bytes: 32 * 1024 * 1024, messages: 4096 } as const

export class UnacknowledgedMessages {
  readonly #messages = new Map<bigint, OutgoingMessage>()
  readonly #byRequest = new Map<bigint, OutgoingMessage>()
  #bytes = 0

  constructor(
    readonly retention: Retention,
    /** Told of answers given up before they were acknowledged. */
    readonly onGivenUp: (requestId: bigint) => void,
  ) {}

  add(message: OutgoingMessage): void {
    message.hold()
    this.#messages.set(message.id, message)
    if (message.requestId !== null) this.#byRequest.set(message.requestId, message)
    this.#bytes += message.length
    this.retention.keep(message, () => this.#giveUp(message))
    for (const oldest of this.#messages.values()) {
      if (this.#bytes <= limits.bytes && this.#messages.size <= limits.messages) break
      this.#giveUp(oldest)
    }
  }

  get(id: bigint): OutgoingMessage | null {
    return this.#messages.get(id) ?? null
  }

  answerTo(requestId: bigint): OutgoingMessage | null {
    return this.#byRequest.get(requestId) ?? null
  }

  all(): OutgoingMessage[] {
    return [...this.#messages.values()]
  }

  remove(id: bigint): void {
    const message = this.#messages.get(id)
    if (!message) return
    this.#messages.delete(id)
    if (message.requestId !== null) this.#byRequest.delete(message.requestId)
    this.#bytes -= message.length
    this.retention.release(message)
    message.release()
  }

  clear(): void {
    for (const id of [...this.#messages.keys()]) this.remove(id)
  }

  #giveUp(message: OutgoingMessage): void {
    this.remove(message.id)
    if (message.requestId !== null) this.onGivenUp(message.requestId)
  }
}
