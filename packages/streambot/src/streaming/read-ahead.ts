/**
 * How much is asked for ahead of a reader, in bytes. Opens like slow start while the reader has to wait for Telegram, and closes
 * while everything asked for lies ready before it is wanted: a slow reader holds little, a fast one far from Telegram gets
 * what covers the delay. What goes beyond the first part comes out of a budget that all streams share, so that any number of
 * readers who stop half-way hold a bounded amount.
 */
import type { ByteBudget } from './byte-budget.js'

const FIRST_BYTES = 128 * 1024
const MAX_BYTES = 4 * 1024 * 1024
const OPENING = 4
const CLOSING = 2
/** So many turns in a row make a slow reader; fewer are chance. */
const EASY_TURNS_BEFORE_CLOSING = 4

export class ReadAhead implements Disposable {
  #bytes = FIRST_BYTES
  #easyTurns = 0

  constructor(private readonly budget: ByteBudget) {}

  get bytes(): number {
    return this.#bytes
  }

  /** The reader wants the next part. @param isAllReady everything asked for had come by then */
  turn(isAllReady: boolean): void {
    if (!isAllReady) {
      this.#open(Math.min(this.#bytes * OPENING, MAX_BYTES))
      this.#easyTurns = 0
    } else if (++this.#easyTurns >= EASY_TURNS_BEFORE_CLOSING) {
      this.#close(Math.max(this.#bytes / CLOSING, FIRST_BYTES))
      this.#easyTurns = 0
    }
  }

  [Symbol.dispose](): void {
    this.#close(FIRST_BYTES)
  }

  #open(bytes: number): void {
    if (this.budget.tryTake(bytes - this.#bytes)) this.#bytes = bytes
  }

  #close(bytes: number): void {
    this.budget.giveBack(this.#bytes - bytes)
    this.#bytes = bytes
  }
}
