/**
 * Server salts of an authorization key: a new one every half hour, each valid an hour, all computed from a secret,
 * so that nothing is stored but the first one, which the key exchange fixed.
 */
import { createHash } from 'node:crypto'

const salt = { everySeconds: 1800, validSeconds: 3600 } as const

export interface FutureSalt {
  readonly validSince: number
  readonly validUntil: number
  readonly salt: bigint
}

export interface SaltedKey {
  readonly id: string
  readonly firstSalt: bigint
  /** Clock milliseconds. */
  readonly createdAt: number
}

export class Salts {
  constructor(readonly secret: Buffer) {}

  current(key: SaltedKey, nowMs: number): bigint {
    return this.#ofSlot(key, slotAt(nowMs))
  }

  isValid(key: SaltedKey, value: bigint, nowMs: number): boolean {
    const slot = slotAt(nowMs)
    if (value === this.#ofSlot(key, slot) || value === this.#ofSlot(key, slot - 1)) return true
    return value === key.firstSalt && nowMs - key.createdAt < salt.validSeconds * 1000
  }

  /** The current salt and those after it. */
  future(key: SaltedKey, count: number, nowMs: number): FutureSalt[] {
    const slot = slotAt(nowMs)
    return Array.from({ length: Math.max(1, Math.min(count, 64)) }, (_, index) => ({
      validSince: (slot + index) * salt.everySeconds,
      validUntil: (slot + index) * salt.everySeconds + salt.validSeconds,
      salt: this.#ofSlot(key, slot + index),
    }))
  }

  #ofSlot(key: SaltedKey, slot: number): bigint {
    return createHash('sha256').update(this.secret).update(`${key.id}/${slot}`).digest().readBigUInt64LE(0)
  }
}

function slotAt(nowMs: number): number {
  return Math.floor(nowMs / 1000 / salt.everySeconds)
}
