/**
 * One direction of a connection. Packets come out in order, later by half a round trip and by the time their bytes take; any number
 * may be under way at once, so delay does not lower throughput. Whoever feeds it watches `heldBytes` and pauses.
 */
import type { Clock } from '../clock.js'
import type { NetworkShape } from './network-shape.js'
import { RateMeter } from './rate-meter.js'

interface Held {
  readonly bytes: number
  readonly dueAt: number
  readonly deliver: () => void
}

export class DelayLine {
  readonly #held: Held[] = []
  readonly #meter = new RateMeter()
  #heldBytes = 0
  #lastDueAt = 0
  #cancelTimer: (() => void) | null = null

  constructor(
    readonly clock: Clock,
    /** Told whenever something left the line. */
    readonly onDelivered: () => void,
  ) {}

  get heldBytes(): number {
    return this.#heldBytes
  }

  push(bytes: number, shape: NetworkShape, account: RateMeter | null, deliver: () => void): void {
    const now = this.clock.now()
    const dueAt = Math.max(this.#lastDueAt, this.#throughAt(bytes, now, shape, account) + shape.roundTripMs / 2)
    if (dueAt <= now && this.#held.length === 0) return deliver()
    this.#lastDueAt = dueAt
    this.#heldBytes += bytes
    this.#held.push({ bytes, dueAt, deliver })
    if (this.#held.length === 1) this.#wait(now)
  }

  /** Whatever is held comes out at once: nobody waits for it any more. */
  close(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#heldBytes = 0
    // Buffers travel with their packets: delivering to a closed socket returns them.
    for (const { deliver } of this.#held.splice(0)) deliver()
  }

  #throughAt(bytes: number, now: number, shape: NetworkShape, account: RateMeter | null): number {
    const { connectionBytesPerSecond, accountBytesPerSecond } = shape
    const own = connectionBytesPerSecond === null ? now : this.#meter.pass(bytes, now, connectionBytesPerSecond)
    const shared = accountBytesPerSecond === null || !account ? now : account.pass(bytes, now, accountBytesPerSecond)
    return Math.max(own, shared)
  }

  #wait(now: number): void {
    const [first] = this.#held
    this.#cancelTimer = first ? this.clock.after(Math.max(0, first.dueAt - now), () => this.#deliverDue()) : null
  }

  #deliverDue(): void {
    const now = this.clock.now()
    let due = 0
    // A timer may fire a fraction of a millisecond early.
    while (due < this.#held.length && (this.#held[due]?.dueAt ?? 0) <= now + 1) due++
    for (const { bytes, deliver } of this.#held.splice(0, due)) {
      this.#heldBytes -= bytes
      deliver()
    }
    this.#wait(now)
    this.onDelivered()
  }
}
