/** Authorization keys: 2048 bits agreed on in the key exchange; permanent ones carry an account, temporary ones are bound to a permanent one. */
import { createHash } from 'node:crypto'
import type { ServerSession } from './server-session.js'
import type { AuthKey } from './session.js'

abstract class KeyMaterial {
  /** 16 hex digits of the bytes in wire order. */
  readonly id: string
  readonly idBytes: Buffer
  readonly sessions = new Map<bigint, ServerSession>()

  constructor(
    readonly bytes: Buffer,
    readonly firstSalt: bigint,
    readonly createdAt: number,
  ) {
    this.idBytes = createHash('sha1').update(bytes).digest().subarray(12)
    this.id = this.idBytes.toString('hex')
  }
}

export class PermanentKey extends KeyMaterial implements AuthKey {
  accountId: number | null = null

  constructor(
    readonly dcId: number,
    bytes: Buffer,
    firstSalt: bigint,
    createdAt: number,
  ) {
    super(bytes, firstSalt, createdAt)
  }

  get permanent(): PermanentKey {
    return this
  }
}

export class TemporaryKey extends KeyMaterial {
  /** Set by auth.bindTempAuthKey. */
  permanent: PermanentKey | null = null

  constructor(
    bytes: Buffer,
    firstSalt: bigint,
    createdAt: number,
    readonly expiresAt: number,
  ) {
    super(bytes, firstSalt, createdAt)
  }
}

export type ServerKey = PermanentKey | TemporaryKey
