/** Tokens of programs that use the API. What is kept of one opens nothing. */
import type { ApiToken } from '../core/api-token.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface ApiTokenStore {
  /** Durable when resolved. Rejects an id or hash that exists. */
  add(token: ApiToken): Promise<void>
  /** Also one that has expired. */
  findByHash(hash: string): Promise<ApiToken | null>
  /** Newest first; there are few. */
  all(): Promise<ApiToken[]>
  /** Moves forward only. */
  used(tokenId: string, atMs: number): Promise<void>
  /** @returns false when there was none */
  remove(tokenId: string): Promise<boolean>
}
