/** Large answers kept for resending, over all sessions of a data centre: beyond the limit the oldest are given up. */
import type { OutgoingMessage } from './outgoing-message.js'

/** Clients acknowledge with their next request, or after half a minute: enough for a hundred connections' last parts. */
const limitBytes = 128 * 1024 * 1024

export class Retention {
  readonly #giveUp = new Map<OutgoingMessage, () => void>()
  #bytes = 0

  keep(message: OutgoingMessage, giveUp: () => void): void {
    this.#giveUp.set(message, giveUp)
    this.#bytes += message.length
    for (const oldest of this.#giveUp.values()) {
      if (this.#bytes <= limitBytes) break
      oldest()
    }
  }

  release(message: OutgoingMessage): void {
    if (this.#giveUp.delete(message)) this.#bytes -= message.length
  }
}
