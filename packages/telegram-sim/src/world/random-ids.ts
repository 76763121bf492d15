/**
 * random_id of sent messages: a second use by the same account answers RANDOM_ID_DUPLICATE, so that a client that
 * repeats a call whose answer was lost does not send twice. The newest are remembered.
 */
import { RpcError } from '../rpc-error.js'

const KEPT_PER_ACCOUNT = 20_000

export class RandomIds {
  readonly #used = new Map<number, Set<string>>()

  /** Returns the function that gives the ids back when the operation fails. */
  reserve(accountId: number, ids: readonly string[]): () => void {
    const used = this.#used.get(accountId) ?? new Set<string>()
    this.#used.set(accountId, used)
    if (ids.includes('0')) throw new RpcError(400, 'RANDOM_ID_EMPTY')
    const isRepeated = new Set(ids).size < ids.length || ids.some((id) => used.has(id))
    if (isRepeated) throw new RpcError(500, 'RANDOM_ID_DUPLICATE')
    for (const id of ids) used.add(id)
    for (const oldest of used) {
      if (used.size <= KEPT_PER_ACCOUNT) break
      used.delete(oldest)
    }
    return () => ids.forEach((id) => used.delete(id))
  }
}
