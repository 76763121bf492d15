/**
 * Access hashes, as Telegram has them: each account is given its own for everything it meets, and somebody
 * else's opens nothing. They are derived, not stored, so no order of events can make one unknown.
 */
import { createHmac } from 'node:crypto'
import Long from 'long'

export type HashedKind = 'user' | 'channel' | 'file'

export class AccessHashes {
  readonly #secret: Buffer

  constructor(secret: Buffer) {
    this.#secret = secret
  }

  hashFor(viewerId: number, kind: HashedKind, targetId: string | number): Long {
    const mac = createHmac('sha256', this.#secret).update(`${viewerId}/${kind}/${targetId}`).digest()
    return Long.fromBits(mac.readInt32LE(0), mac.readInt32LE(4))
  }

  matches(hash: Long, viewerId: number, kind: HashedKind, targetId: string | number): boolean {
    return this.hashFor(viewerId, kind, targetId).equals(hash)
  }
}
