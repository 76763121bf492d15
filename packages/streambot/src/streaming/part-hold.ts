/** One stream's hold on a part: keeps it alive until let go, once. */
import type { FetchedPart, PartSpan } from '../ports/file-source.js'
import type { SharedPart } from './shared-part.js'

export class PartHold {
  readonly #part: SharedPart
  #letGo: (() => void) | null
  /** It was there when it was asked for: nobody had to be asked. */
  readonly wasReady: boolean

  constructor(part: SharedPart, letGo: () => void) {
    this.#part = part
    this.#letGo = letGo
    this.wasReady = part.state === 'ready'
  }

  get span(): PartSpan {
    return this.#part.span
  }

  /** Whose message it is read from. */
  get logMessageId(): number {
    return this.#part.logMessageId
  }

  /** Its bytes, to be read until this hold is released. */
  get whenReady(): Promise<FetchedPart> {
    return this.#part.whenReady
  }

  get isReady(): boolean {
    return this.#part.state === 'ready'
  }

  /** Has left for Telegram; until then it waits because every connection is busy. */
  get isSent(): boolean {
    return this.#part.isSent
  }

  /** A second call does nothing. */
  release(): void {
    const letGo = this.#letGo
    this.#letGo = null
    letGo?.()
  }

  /** The same for who does not know whether its bytes are still being read: their buffer is not used again. */
  abandon(): void {
    if (this.#letGo) this.#part.abandon()
    this.release()
  }
}
