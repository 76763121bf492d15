/** One timer that can be set anew, rung early and called off. */
import type { Timers } from './timers.js'

export class Alarm {
  #ring: (() => void) | null = null

  constructor(private readonly timers: Timers) {}

  get isSet(): boolean {
    return this.#ring !== null
  }

  set(delayMs: number, act: () => void): void {
    this.cancel()
    const ring = () => {
      this.cancel()
      act()
    }
    const callOff = this.timers.after(delayMs, ring)
    this.#callOff = callOff
    this.#ring = ring
  }

  /** Does now what was due later; nothing when nothing was. */
  ring(): void {
    this.#ring?.()
  }

  cancel(): void {
    this.#callOff?.()
    this.#callOff = null
    this.#ring = null
  }

  #callOff: (() => void) | null = null
}
