/**
 * Collects what one operation changed and tells listeners once, when the outermost operation ends: an album
 * reaches a client as one container, and nobody sees half of it.
 */
import type { AccountUpdate, AddressedUpdate } from './account-update.js'

export type UpdateListener = (batch: readonly AddressedUpdate[]) => void

export class UpdateBus {
  readonly #listeners = new Set<UpdateListener>()
  #depth = 0
  #batch: AddressedUpdate[] = []

  /** Returns the function that unsubscribes. */
  listen(listener: UpdateListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(accountId: number, update: AccountUpdate): void {
    this.together(() => this.#batch.push({ accountId, update }))
  }

  together<Result>(operation: () => Result): Result {
    this.#depth += 1
    try {
      return operation()
    } finally {
      this.#depth -= 1
      if (this.#depth === 0) this.#flush()
    }
  }

  #flush(): void {
    const batch = this.#batch
    this.#batch = []
    if (batch.length === 0) return
    for (const listener of [...this.#listeners]) listener(batch)
  }
}
