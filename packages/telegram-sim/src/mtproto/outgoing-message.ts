/** A message to a client, from being written to being acknowledged, and its hold on the buffer it lives in. */
import { type KeyBytes } from './envelope.js'
import type { SlabPool } from './slab-pool.js'

/** Above this a message is sealed where it was written and sent by itself; below, it is copied into a packet with others. */
const inPlaceFrom = 16_384

export class OutgoingMessage {
  /** Where its packet is, once sealed in place, and under which key. */
  sealed: { readonly start: number; readonly end: number; readonly key: KeyBytes } | null = null
  #holders = 1
  #flights = 0
  readonly #onLanded: (() => void)[] = []

  constructor(
    readonly id: bigint,
    readonly sequence: number,
    /** The request it answers, or null. */
    readonly requestId: bigint | null,
    readonly buffer: Buffer,
    readonly start: number,
    readonly end: number,
    readonly pool: SlabPool,
  ) {}

  get length(): number {
    return this.end - this.start
  }

  get isLarge(): boolean {
    return this.length >= inPlaceFrom
  }

  get isContent(): boolean {
    return (this.sequence & 1) === 1
  }

  /** A socket, or something before it, reads the buffer. */
  get isInFlight(): boolean {
    return this.#flights > 0
  }

  hold(): void {
    this.#holders++
  }

  /** On its way from now until the returned function is called. */
  takeOff(): () => void {
    this.#flights++
    this.hold()
    return () => {
      this.#flights--
      if (this.#flights === 0) for (const landed of this.#onLanded.splice(0)) landed()
      this.release()
    }
  }

  /** Runs `landed` once nothing reads the buffer on its way to the client: at once if nothing does now. */
  whenLanded(landed: () => void): void {
    if (this.isInFlight) this.#onLanded.push(landed)
    else landed()
  }

  /** The same message in a buffer of its own. */
  copy(): OutgoingMessage {
    const copy = new OutgoingMessage(
      this.id,
      this.sequence,
      this.requestId,
      Buffer.from(this.buffer),
      this.start,
      this.end,
      this.pool,
    )
    copy.sealed = this.sealed
    return copy
  }

  release(): void {
    if (--this.#holders === 0) this.pool.giveBack(this.buffer)
  }
}
