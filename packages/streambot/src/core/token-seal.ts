/**
 * What makes a token of a few bytes: opaque, authenticated, in one spelling only. Forging one costs about 2^128 tries.
 *
 * Key id (1) ‖ tag (16) ‖ encrypted body in base64url, the SIV construction: the tag is HMAC-SHA256 over key id and plain body, cut to
 * 16 bytes, and also the counter block of AES-256-CTR. Equal bodies give equal tokens, and no nonce can ever repeat by accident. Each
 * kind of token has subkeys of its own, so that none is ever taken for one of another kind.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { LinkKey } from './link.js'

const KEY_ID_BYTES = 1
const TAG_BYTES = 16

interface Subkeys {
  readonly mac: Uint8Array
  readonly encryption: Uint8Array
}

export class TokenSeal {
  readonly #pattern: RegExp
  /** Derived once per key object; goes with it. */
  readonly #subkeysByKey = new WeakMap<LinkKey, Subkeys>()

  /**
   * @param kind never the name of another kind
   * @param bodyBytes so many that no bits of the last character are to spare, or a token could be spelled in several ways
   */
  constructor(
    private readonly kind: string,
    bodyBytes: number,
  ) {
    const length = KEY_ID_BYTES + TAG_BYTES + bodyBytes
    if (length % 3 !== 0) throw new RangeError('A token consists of whole groups of three bytes')
    this.#pattern = new RegExp(`^[A-Za-z0-9_-]{${(length / 3) * 4}}$`)
  }

  seal(key: LinkKey, body: Uint8Array): string {
    const subkeys = this.#subkeysOf(key)
    const tag = tagOf(subkeys, key.id, body)
    const cipher = createCipheriv('aes-256-ctr', subkeys.encryption, tag)
    return Buffer.concat([Buffer.of(key.id), tag, cipher.update(body)]).toString('base64url')
  }

  /** null for everything that is not sealed with one of `keys`, whatever is wrong with it. */
  open(keys: readonly LinkKey[], token: string): Buffer | null {
    if (!this.#pattern.test(token)) return null
    const bytes = Buffer.from(token, 'base64url')
    const key = keys.find((candidate) => candidate.id === bytes[0])
    if (!key) return null
    const subkeys = this.#subkeysOf(key)
    const tag = bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + TAG_BYTES)
    const decipher = createDecipheriv('aes-256-ctr', subkeys.encryption, tag)
    const body = decipher.update(bytes.subarray(KEY_ID_BYTES + TAG_BYTES))
    return timingSafeEqual(tag, tagOf(subkeys, key.id, body)) ? body : null
  }

  /** Which key a token names; null for whatever does not look like a token of this kind. Says nothing of whether it opens. */
  keyIdOf(token: string): number | null {
    return this.#pattern.test(token) ? (Buffer.from(token.slice(0, 4), 'base64url')[0] ?? null) : null
  }

  #subkeysOf(key: LinkKey): Subkeys {
    let subkeys = this.#subkeysByKey.get(key)
    if (!subkeys) {
      const derive = (use: string) =>
        new Uint8Array(hkdfSync('sha256', key.secret, '', `streambot ${this.kind} ${use}`, 32))
      subkeys = { mac: derive('mac'), encryption: derive('encryption') }
      this.#subkeysByKey.set(key, subkeys)
    }
    return subkeys
  }
}

const NEVER_EXPIRES = 0

/** For a field of an expiry. @throws RangeError for what is no whole second after 1970 */
export function toExpirySeconds(expiresAtMs: number | null): number {
  if (expiresAtMs === null) return NEVER_EXPIRES
  const seconds = expiresAtMs / 1000
  // Rounding here would make the token and the record disagree about when it ends.
  if (!Number.isInteger(seconds) || seconds <= 0) throw new RangeError('An expiry is a whole second after 1970')
  return seconds
}

export function fromExpirySeconds(seconds: number): number | null {
  return seconds === NEVER_EXPIRES ? null : seconds * 1000
}

/** @throws RangeError for what is no id */
export function writeId(body: Buffer, id: string): void {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new RangeError('An id is 16 lower-case hex digits')
  body.write(id, 0, 'hex')
}

function tagOf(subkeys: Subkeys, keyId: number, body: Uint8Array): Buffer {
  return createHmac('sha256', subkeys.mac).update(Uint8Array.of(keyId)).update(body).digest().subarray(0, TAG_BYTES)
}
