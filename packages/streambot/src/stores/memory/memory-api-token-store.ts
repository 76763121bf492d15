import type { ApiToken } from '../../core/api-token.js'
import type { ApiTokenStore } from '../../ports/api-token-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_TOKENS = 1000

/** Forgets the oldest token when full. */
export class MemoryApiTokenStore implements ApiTokenStore {
  readonly tokens = new BoundedMap<string, ApiToken>(MAX_TOKENS)

  add(token: ApiToken): Promise<void> {
    if (this.tokens.has(token.id) || this.#withHash(token.hash)) {
      return Promise.reject(new Error(`There is a token ${token.id} already, or one with its hash`))
    }
    this.tokens.set(token.id, token)
    return Promise.resolve()
  }

  findByHash(hash: string): Promise<ApiToken | null> {
    return Promise.resolve(this.#withHash(hash) ?? null)
  }

  all(): Promise<ApiToken[]> {
    return Promise.resolve([...this.tokens.values()].sort((one, other) => other.createdAtMs - one.createdAtMs))
  }

  used(tokenId: string, atMs: number): Promise<void> {
    const token = this.tokens.get(tokenId)
    if (token) this.tokens.set(tokenId, { ...token, lastUsedAtMs: Math.max(token.lastUsedAtMs ?? 0, atMs) })
    return Promise.resolve()
  }

  remove(tokenId: string): Promise<boolean> {
    return Promise.resolve(this.tokens.delete(tokenId))
  }

  #withHash(hash: string): ApiToken | undefined {
    return [...this.tokens.values()].find((token) => token.hash === hash)
  }
}
