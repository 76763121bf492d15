/**
 * MTProto 2.0's envelope (core.telegram.org/mtproto/description): how a message is sealed under an authorization key, and what
 * is needed to open one. `x` of the specification is 0 for what we send and 8 for what Telegram sends.
 */
import { createHash, randomFillSync } from 'node:crypto'
import type { AesIge, SealedMessage } from '@streambot/aes-ige'

const KEY_ID_BYTES = 8
const MESSAGE_KEY_BYTES = 16
const HEADER_BYTES = KEY_ID_BYTES + MESSAGE_KEY_BYTES
const MIN_PADDING_BYTES = 12
const BLOCK_BYTES = 16

export class AuthKey {
  readonly #id: Buffer

  constructor(
    /** 256 bytes, shared with one data centre. */
    private readonly key: Uint8Array,
    private readonly aesIge: Pick<AesIge, 'encrypt'>,
  ) {
    this.#id = createHash('sha1').update(key).digest().subarray(-KEY_ID_BYTES)
  }

  /** @param plain salt, session, and a message with its header; @returns the whole packet */
  seal(plain: Uint8Array): Uint8Array {
    const unpadded = plain.byteLength + MIN_PADDING_BYTES
    const length = Math.ceil(unpadded / BLOCK_BYTES) * BLOCK_BYTES
    const packet = new Uint8Array(HEADER_BYTES + length)
    const data = packet.subarray(HEADER_BYTES)
    data.set(plain)
    randomFillSync(data, plain.byteLength)
    const messageKey = digest16(this.key.subarray(88, 120), data)
    const { key, iv } = this.#cipher(messageKey, 0)
    this.aesIge.encrypt(data, key, iv, data)
    packet.set(this.#id)
    packet.set(messageKey, KEY_ID_BYTES)
    return packet
  }

  /** What it takes to open a packet; its data is a view. null: sealed under another key, or no whole number of blocks. */
  sealed(packet: Uint8Array): SealedMessage | null {
    const data = packet.subarray(HEADER_BYTES)
    if (data.byteLength === 0 || data.byteLength % BLOCK_BYTES !== 0) return null
    if (this.#id.compare(packet, 0, KEY_ID_BYTES) !== 0) return null
    const messageKey = packet.slice(KEY_ID_BYTES, HEADER_BYTES)
    return { data, ...this.#cipher(messageKey, 8), prefix: this.key.subarray(96, 128), digest16: messageKey }
  }

  #cipher(messageKey: Uint8Array, x: 0 | 8): { key: Uint8Array; iv: Uint8Array } {
    const a = createHash('sha256')
      .update(messageKey)
      .update(this.key.subarray(x, x + 36))
      .digest()
    const b = createHash('sha256')
      .update(this.key.subarray(40 + x, 76 + x))
      .update(messageKey)
      .digest()
    return {
      key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
      iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
    }
  }
}

/** Bytes 8 to 24 of SHA-256(prefix ‖ data), without joining the two. */
function digest16(prefix: Uint8Array, data: Uint8Array): Uint8Array {
  return createHash('sha256').update(prefix).update(data).digest().subarray(8, 24)
}
