/**
 * One request at a time for one upload, the newest first: whoever comes makes the one that sends let go, and whoever waited already is told to come
 * again. A program that lost its connection need not wait until this side has noticed.
 */
import type { Lock, Locker } from '@tus/server'
import { ApiError } from '../api-error.js'

/** What the last byte sets off may take so long. */
const WAIT_MS = 30_000

export interface LockerOptions {
  /** Makes whoever sends to it let go. */
  readonly interrupt: (id: string) => void
  /** Of the request that asks right now. */
  readonly signal: () => AbortSignal
  readonly waitMs?: number
}

interface Waiting {
  readonly go: () => void
  readonly refuse: (error: unknown) => void
}

export class UploadLocker implements Locker {
  /** Who waits behind the one that has it; null: nobody. */
  readonly #held = new Map<string, Waiting | null>()

  constructor(private readonly options: LockerOptions) {}

  newLock(id: string): Lock {
    return { lock: () => this.#take(id), unlock: () => Promise.resolve(this.#giveBack(id)) }
  }

  async #take(id: string): Promise<void> {
    const waiting = this.#held.get(id)
    if (waiting === undefined) return void this.#held.set(id, null)
    waiting?.refuse(new ApiError('upload_busy'))
    const limit = AbortSignal.any([this.options.signal(), AbortSignal.timeout(this.options.waitMs ?? WAIT_MS)])
    let giveUp: () => void = () => {}
    try {
      await new Promise<void>((go, refuse) => {
        const self: Waiting = { go, refuse }
        this.#held.set(id, self)
        giveUp = () => {
          if (this.#held.get(id) === self) this.#held.set(id, null)
          refuse(new ApiError('upload_busy'))
        }
        limit.addEventListener('abort', giveUp, { once: true })
        this.options.interrupt(id)
        if (limit.aborted) giveUp()
      })
    } finally {
      limit.removeEventListener('abort', giveUp)
    }
  }

  #giveBack(id: string): void {
    const waiting = this.#held.get(id)
    if (!waiting) return void this.#held.delete(id)
    this.#held.set(id, null)
    waiting.go()
  }
}
