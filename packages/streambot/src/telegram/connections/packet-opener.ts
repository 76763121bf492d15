/**
 * Opens packets of all connections: decrypts in place and checks the message key. Small ones at once; large ones on another thread,
 * one batch at a time, and what arrives meanwhile makes the next: batches grow as load does, and several packets side by side cost
 * little more than one (decisions/decryption.md).
 */
import type { AesIge, SealedMessage } from '@streambot/aes-ige'

/** @param isAuthentic false: Telegram did not seal this under our key, and `data` is garbage now */
type Opened = (isAuthentic: boolean) => void

interface Waiting {
  readonly message: SealedMessage
  readonly done: Opened
}

/** Below this the way to another thread costs more than the work. */
const SMALL_BYTES = 16 * 1024
/** What is done with them all falls into one turn of the event loop. */
const MAX_BATCH = 8

export class PacketOpener {
  readonly #waiting: Waiting[] = []
  #isBusy = false

  constructor(private readonly aesIge: Pick<AesIge, 'openMany' | 'openManyOffThread'>) {}

  /** `message.data` belongs to the opener until `done` is called. */
  open(message: SealedMessage, done: Opened): void {
    if (message.data.byteLength <= SMALL_BYTES) return done(this.#openSmall(message))
    this.#waiting.push({ message, done })
    if (!this.#isBusy) void this.#openWaiting()
  }

  #openSmall(message: SealedMessage): boolean {
    try {
      return this.aesIge.openMany([message])[0] ?? false
    } catch {
      return false // nobody knows what became of it
    }
  }

  async #openWaiting(): Promise<void> {
    this.#isBusy = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH)
      const authentic = await this.#openBatch(batch.map(({ message }) => message))
      batch.forEach(({ done }, i) => done(authentic[i] ?? false))
    }
    this.#isBusy = false
  }

  async #openBatch(messages: readonly SealedMessage[]): Promise<boolean[]> {
    try {
      return await this.aesIge.openManyOffThread(messages)
    } catch {
      return [] // nobody knows what became of them
    }
  }
}
