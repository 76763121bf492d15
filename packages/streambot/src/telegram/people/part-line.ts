/**
 * Pieces of any size as parts of one size, a few of them on their way at a time. The last part stays here, full or not, until a byte comes behind it:
 * which one is the last is known at the end alone. Nothing that came is lost where sending fails but what lies behind the first part that did.
 */
import { untilAborted } from '../../core/until-aborted.js'

/** For what is on its way when there is nothing more to come. */
const SETTLE_MS = 2000

export interface PartLineOptions {
  readonly partBytes: number
  readonly partsInFlight: number
  /** Until Telegram has it. Ends soon after the signal aborts. */
  readonly send: (bytes: Uint8Array, index: number, signal: AbortSignal) => Promise<void>
  readonly settleMs?: number
}

export class PartLine {
  /** Handed out; the parts before the first of `#onTheWay` have arrived. */
  #sentParts = 0
  #rest: Uint8Array | null = null
  #restBytes = 0
  readonly #onTheWay = new Map<number, Uint8Array>()
  readonly #running = new Set<Promise<void>>()

  constructor(private readonly options: PartLineOptions) {}

  /** What has arrived, and what waits here. Meanwhile, also what is on its way. */
  get receivedBytes(): number {
    return this.#sentParts * this.options.partBytes + this.#restBytes
  }

  /** The last part, for whoever knows that it is. */
  get rest(): { readonly bytes: Uint8Array; readonly index: number } {
    return { bytes: this.#rest?.subarray(0, this.#restBytes) ?? new Uint8Array(), index: this.#sentParts }
  }

  /** As if it had not come. */
  dropLastByte(): void {
    this.#restBytes = Math.max(0, this.#restBytes - 1)
  }

  /** One at a time. @throws what the chunks or `send` throw; the signal's reason when aborted */
  async take(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    // Parts on their way may arrive although nobody sends more.
    const sending = new AbortController()
    const stop = AbortSignal.any([signal, sending.signal])
    const source = chunks[Symbol.asyncIterator]()
    try {
      for (;;) {
        const next = await untilAborted(source.next(), stop)
        if (next.done) break
        await this.#add(next.value, sending, stop)
      }
      await untilAborted(this.#landed(), stop)
      stop.throwIfAborted()
    } finally {
      await this.#settle(sending)
    }
  }

  async #add(chunk: Uint8Array, sending: AbortController, stop: AbortSignal): Promise<void> {
    const { partBytes, partsInFlight } = this.options
    for (let offset = 0; offset < chunk.length;) {
      if (this.#rest && this.#restBytes === partBytes) this.#sendRest(this.#rest, sending)
      this.#rest ??= new Uint8Array(partBytes)
      const taken = chunk.subarray(offset, offset + partBytes - this.#restBytes)
      this.#rest.set(taken, this.#restBytes)
      this.#restBytes += taken.length
      offset += taken.length
      while (this.#running.size >= partsInFlight) await untilAborted(Promise.race(this.#running), stop)
    }
  }

  #sendRest(bytes: Uint8Array, sending: AbortController): void {
    const index = this.#sentParts++
    this.#rest = null
    this.#restBytes = 0
    this.#onTheWay.set(index, bytes)
    const running = this.options
      .send(bytes, index, sending.signal)
      .then(() => void this.#onTheWay.delete(index))
      .catch((error: unknown) => sending.abort(error))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async #landed(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** What cannot arrive any more has not come, but for the first part of it. */
  async #settle(sending: AbortController): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.options.settleMs ?? SETTLE_MS)
    })
    await Promise.race([this.#landed(), patience])
    clearTimeout(timer)
    sending.abort(new Error('The parts are over'))
    await this.#landed()
    const first = Math.min(...this.#onTheWay.keys())
    const bytes = this.#onTheWay.get(first)
    if (!bytes) return
    this.#sentParts = first
    this.#rest = bytes
    this.#restBytes = bytes.length
    this.#onTheWay.clear()
  }
}
