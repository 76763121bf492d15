/** What one stream holds of the byte budget: parts it asked for, has in its hands or in its socket. */
import type { ByteBudget } from './byte-budget.js'
import { FLOOR_BYTES, PartCharge } from './part-charge.js'

export const MAX_WINDOW_BYTES = 64 * 1024 * 1024

export class StreamShare implements Disposable {
  #heldBytes = 0
  /** The part that the stream's promise pays for. */
  #floor: PartCharge | null = null

  constructor(
    private readonly budget: ByteBudget,
    private readonly leave: () => void,
  ) {}

  /** Of everything it holds, also of what it shares with other streams. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Pays for a new part, or not. A stream that holds nothing always gets a part of up to `FLOOR_BYTES`. */
  take(bytes: number): PartCharge | null {
    const charge = new PartCharge(bytes)
    const payer = this.#isFloorFor(charge) ? 'floor' : this.#allows(bytes) ? 'shared' : null
    if (payer === null) return null
    this.#hold(charge)
    if (payer === 'floor') this.#floor = charge
    this.budget.pay(charge, payer)
    return charge
  }

  /** Holds a part that exists, too, or does not. A stream that holds nothing may hold any. */
  join(charge: PartCharge): boolean {
    if (charge.holders.has(this)) return false
    const isAllowed = this.#heldBytes === 0 || this.#allows(charge.bytes)
    if (charge.paidBy !== 'shared' && this.#isFloorFor(charge)) {
      this.#floor = charge
      if (charge.paidBy === 'cache') this.budget.pay(charge, 'floor')
    } else if (!isAllowed) {
      return false
    } else if (charge.paidBy === 'cache') {
      this.budget.pay(charge, 'shared')
    } else if (charge.paidBy === 'floor') {
      this.budget.moveToShared(charge)
    }
    this.#hold(charge)
    return true
  }

  /** @returns true when nobody holds the part any more */
  release(charge: PartCharge): boolean {
    if (!charge.holders.delete(this)) return false
    this.#heldBytes -= charge.bytes
    this.freeFloor(charge)
    return this.budget.settle(charge)
  }

  freeFloor(charge: PartCharge): void {
    if (this.#floor === charge) this.#floor = null
  }

  /** Everything it held has to be released by then. */
  [Symbol.dispose](): void {
    this.leave()
  }

  #hold(charge: PartCharge): void {
    charge.holders.add(this)
    this.#heldBytes += charge.bytes
  }

  #isFloorFor(charge: PartCharge): boolean {
    return this.#floor === null && charge.bytes <= FLOOR_BYTES
  }

  #allows(bytes: number): boolean {
    if (this.#heldBytes + bytes > MAX_WINDOW_BYTES) return false
    return bytes <= this.budget.allowance(this.#heldBytes - (this.#floor?.bytes ?? 0))
  }
}
