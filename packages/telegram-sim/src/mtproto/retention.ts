/**
 * What is kept for resending over all sessions of a data centre: beyond the limits the oldest is given up. Large answers and the rest
 * are counted apart, so that parts of files, which can be asked for again, push out no updates.
 */
import type { OutgoingMessage } from './outgoing-message.js'

/** Clients acknowledge with their next request, or after half a minute: enough for a hundred connections' last parts. */
const limitBytes = { large: 128 * 1024 * 1024, small: 64 * 1024 * 1024 } as const

export class Retention {
  readonly #large = new Shelf(limitBytes.large)
  readonly #small = new Shelf(limitBytes.small)

  keep(message: OutgoingMessage, giveUp: () => void): void {
    this.#shelfOf(message).keep(message, giveUp)
  }

  release(message: OutgoingMessage): void {
    this.#shelfOf(message).release(message)
  }

  #shelfOf({ isLarge }: OutgoingMessage): Shelf {
    return isLarge ? this.#large : this.#small
  }
}

class Shelf {
  readonly #giveUp = new Map<OutgoingMessage, () => void>()
  #bytes = 0

  constructor(readonly limitBytes: number) {}

  keep(message: OutgoingMessage, giveUp: () => void): void {
    this.#giveUp.set(message, giveUp)
    this.#bytes += message.length
    for (const oldest of this.#giveUp.values()) {
      if (this.#bytes <= this.limitBytes) break
      oldest()
    }
  }

  release(message: OutgoingMessage): void {
    if (this.#giveUp.delete(message)) this.#bytes -= message.length
  }
}
