/** Telegram's allowance: bytes that may be taken at once, and the rate at which they come back. */
import type { Clock } from '../clock.js'
import type { Allowance } from './network-shape.js'

export class TokenBucket {
  #tokens: number
  #countedAt: number

  constructor(
    readonly allowance: Allowance,
    readonly clock: Clock,
  ) {
    this.#tokens = allowance.burstBytes
    this.#countedAt = clock.now()
  }

  /** Takes `bytes`, or takes nothing and says how many whole seconds to wait for them. */
  take(bytes: number): { ok: true } | { ok: false; waitSeconds: number } {
    this.#refill()
    const { burstBytes, sustainedBytesPerSecond } = this.allowance
    const needed = Math.min(bytes, burstBytes)
    if (this.#tokens >= needed) {
      this.#tokens -= bytes
      return { ok: true }
    }
    return { ok: false, waitSeconds: Math.max(1, Math.ceil((needed - this.#tokens) / sustainedBytesPerSecond)) }
  }

  /** What was taken and not used. */
  giveBack(bytes: number): void {
    this.#tokens = Math.min(this.allowance.burstBytes, this.#tokens + bytes)
  }

  #refill(): void {
    const now = this.clock.now()
    const earned = (Math.max(0, now - this.#countedAt) / 1000) * this.allowance.sustainedBytesPerSecond
    this.#tokens = Math.min(this.allowance.burstBytes, this.#tokens + earned)
    this.#countedAt = now
  }
}
