/** Public names of people, bots and channels: one namespace, compared without case. */
import { RpcError } from '../rpc-error.js'
import type { Peer } from './peer.js'

const PATTERN = /^[a-z][a-z0-9_]{2,31}$/i

export class Usernames {
  readonly #owners = new Map<string, Peer>()

  take(username: string, owner: Peer): void {
    if (!PATTERN.test(username)) throw new RpcError(400, 'USERNAME_INVALID')
    const key = username.toLowerCase()
    if (this.#owners.has(key)) throw new RpcError(400, 'USERNAME_OCCUPIED')
    this.#owners.set(key, owner)
  }

  isFree(username: string): boolean {
    return !this.#owners.has(username.toLowerCase())
  }

  find(username: string): Peer | null {
    return this.#owners.get(username.replace(/^@/, '').toLowerCase()) ?? null
  }
}
