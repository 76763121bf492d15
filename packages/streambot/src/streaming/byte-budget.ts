/**
 * All bytes of parts that exist, under one limit: asked for, in a reader's hands, in its socket, or cached. Every part is counted
 * once, however many streams share it.
 *
 * Each admitted stream is promised one smallest part whenever it holds nothing, and that much is set aside for it. What is left is
 * shared: a stream may hold a quarter of what is free of it, the dynamic threshold of Choudhury and Hahne (1998). So one stream
 * alone gets a lot, a thousand get little each, some always stays free, and nobody computes shares. Cached parts count as free
 * and make room. Nobody waits here: who gets nothing goes on with less.
 */
import { FLOOR_BYTES, type PartCharge, type Payer } from './part-charge.js'
import { StreamShare } from './stream-share.js'

const PART_OF_FREE = 1 / 4
/** So many streams at once always find their floor, before the others have noticed that there is less for them. */
const NEWCOMERS = 32
/** What all streams together may have in their sockets, beyond recall, if each is as slow as can be. */
const PART_OF_LIMIT_IN_SOCKETS = 1 / 6
/** What may be held for a slower tier that has not finished with it. */
const PART_OF_LIMIT_PINNED = 1 / 8

export interface BudgetNumbers {
  readonly limitBytes: number
  readonly streams: number
  /** Promised to the streams, used or not. */
  readonly floorBytes: number
  /** Held by streams, or by a slower tier. */
  readonly heldBytes: number
  readonly cachedBytes: number
}

export class ByteBudget {
  /** Told to drop cached parts worth at least so many bytes, at once. */
  onCacheTooLarge: (bytes: number) => void = () => {}
  /** Told that a stream is about to be refused; whoever holds what it could do without lets go of it. */
  onShort: () => void = () => {}
  /** Else a part goes when its last reader does. */
  isCaching = true
  /** No stream is admitted meanwhile. */
  isClosed = false
  readonly #shares = new Set<StreamShare>()
  #softLimitBytes: number
  #floorUsedBytes = 0
  #sharedBytes = 0
  #cachedBytes = 0
  #pinnedBytes = 0

  constructor(readonly limitBytes: number) {
    this.#softLimitBytes = limitBytes
  }

  /** What streams may fill together beyond their promises, at most the limit. */
  get softLimitBytes(): number {
    return this.#softLimitBytes
  }

  /** A smaller one drops cached parts at once; what streams hold beyond it goes as they read on. It refuses no stream. */
  set softLimitBytes(bytes: number) {
    this.#softLimitBytes = bytes
    this.#shrinkCache()
  }

  numbers(): BudgetNumbers {
    return {
      limitBytes: this.limitBytes,
      streams: this.#shares.size,
      floorBytes: this.#shares.size * FLOOR_BYTES,
      heldBytes: this.#floorUsedBytes + this.#sharedBytes,
      cachedBytes: this.#cachedBytes,
    }
  }

  /** null: there is no floor left for one more stream. */
  admit(): StreamShare | null {
    if (this.isClosed) return null
    if (this.#unpromised < FLOOR_BYTES) this.onShort()
    if (this.#unpromised < FLOOR_BYTES) return null
    const share = new StreamShare(this, () => this.#shares.delete(share))
    this.#shares.add(share)
    this.#shrinkCache()
    return share
  }

  /**
   * The largest part to ask for. A part in a slow reader's socket cannot be taken back for a long time, so the more streams there
   * are, the less may get there.
   */
  get largestPartBytes(): number {
    return (this.limitBytes * PART_OF_LIMIT_IN_SOCKETS) / this.#shares.size
  }

  /** What a stream that holds `heldBytes` of the shared rest may add to it. */
  allowance(heldBytes: number): number {
    const reserve = Math.min(NEWCOMERS * FLOOR_BYTES, this.limitBytes / 8)
    return Math.max(0, (this.#sharedRoom - reserve) * PART_OF_FREE - heldBytes)
  }

  /** Changes who pays; cached parts make room. Whoever calls has made sure that it fits. */
  pay(charge: PartCharge, payer: Payer): void {
    this.#count(charge, -1)
    charge.paidBy = payer
    this.#count(charge, 1)
    if (payer === 'shared') this.#shrinkCache()
  }

  /** Keeps a part that nobody holds, if there is room for it; older ones make room. */
  cache(charge: PartCharge): boolean {
    if (!this.isCaching || charge.bytes > this.#sharedRoom) return false
    this.pay(charge, 'cache')
    this.#shrinkCache()
    return true
  }

  /** Holds a part for a slower tier, whatever its readers do. @returns false when there is no room to */
  pin(charge: PartCharge): boolean {
    if (this.#pinnedBytes + charge.bytes > this.limitBytes * PART_OF_LIMIT_PINNED) return false
    if (charge.paidBy === 'floor') {
      if (charge.bytes > this.allowance(0)) return false
      this.moveToShared(charge)
    }
    charge.isPinned = true
    this.#pinnedBytes += charge.bytes
    return true
  }

  /** @returns true when nobody holds the part any more */
  unpin(charge: PartCharge): boolean {
    charge.isPinned = false
    this.#pinnedBytes -= charge.bytes
    return this.settle(charge)
  }

  /** A floor that is shared with others, or pinned, is of no use to the streams it was promised to. */
  moveToShared(charge: PartCharge): void {
    for (const holder of charge.holders) holder.freeFloor(charge)
    this.pay(charge, 'shared')
  }

  /** @returns true, and nobody pays, when nobody holds the part any more */
  settle(charge: PartCharge): boolean {
    if (charge.holders.size > 0 || charge.isPinned) return false
    this.pay(charge, 'nobody')
    return true
  }

  /** Neither promised nor held beyond promises; cached parts make room. */
  get #unpromised(): number {
    return this.limitBytes - this.#shares.size * FLOOR_BYTES - this.#sharedBytes
  }

  /** Of that, what streams and the cache may fill. Negative after the soft limit was lowered. */
  get #sharedRoom(): number {
    return this.#unpromised - (this.limitBytes - this.#softLimitBytes)
  }

  #shrinkCache(): void {
    const excess = this.#cachedBytes - Math.max(0, this.#sharedRoom)
    if (excess > 0) this.onCacheTooLarge(excess)
  }

  #count({ paidBy, bytes }: PartCharge, sign: 1 | -1): void {
    if (paidBy === 'floor') this.#floorUsedBytes += sign * bytes
    else if (paidBy === 'shared') this.#sharedBytes += sign * bytes
    else if (paidBy === 'cache') this.#cachedBytes += sign * bytes
  }
}
