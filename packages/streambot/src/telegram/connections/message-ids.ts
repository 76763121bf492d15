/**
 * Ids of the messages we send: Unix time in units of 2⁻³² s, divisible by 4, always growing
 * (core.telegram.org/mtproto/description#message-identifier-msg-id), on Telegram's clock.
 */
const UNITS_PER_SECOND = 2n ** 32n

export class MessageIds {
  #last = 0n
  /** Telegram's clock minus ours. */
  #offsetMs = 0

  constructor(private readonly now: () => number) {}

  next(): bigint {
    const ms = Math.max(0, Math.floor(this.now() + this.#offsetMs))
    const id = (BigInt(Math.floor(ms / 1000)) * UNITS_PER_SECOND + (BigInt(ms % 1000) * UNITS_PER_SECOND) / 1000n) & ~3n
    this.#last = id > this.#last ? id : this.#last + 4n
    return this.#last
  }

  /** Sets the clock by the id of a message from Telegram, which may be behind ours: ids start anew. */
  setClock(serverMessageId: bigint): void {
    this.#offsetMs = Number(serverMessageId / UNITS_PER_SECOND) * 1000 - this.now()
    this.#last = 0n
  }
}
