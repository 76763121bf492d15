/**
 * MTProto 2.0's envelope as its description has it (core.telegram.org/mtproto/description), written from there and not from
 * `auth-key.ts`: what Telegram would make of our packets, and how it seals its own. AES-IGE is made of OpenSSL's AES-ECB.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

/** 0: from client to Telegram; 8: from Telegram to client. */
export type Direction = 0 | 8

const sha256 = (...pieces: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(pieces)).digest()
const xor = (a: Uint8Array, b: Uint8Array) => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))

export function keyId(authKey: Uint8Array): Buffer {
  return createHash('sha1').update(authKey).digest().subarray(12, 20)
}

/** @param padded the message with its padding: a multiple of 16 bytes */
function messageKey(authKey: Uint8Array, padded: Uint8Array, x: Direction): Buffer {
  return sha256(authKey.subarray(88 + x, 88 + x + 32), padded).subarray(8, 24)
}

export function sealAs(x: Direction, authKey: Uint8Array, padded: Uint8Array): Buffer {
  const msgKey = messageKey(authKey, padded, x)
  return Buffer.concat([keyId(authKey), msgKey, ige('encrypt', padded, aesOf(authKey, msgKey, x))])
}

/** @throws Error on a packet that is not sealed by this key in this direction */
export function openAs(x: Direction, authKey: Uint8Array, packet: Uint8Array): Buffer {
  const msgKey = packet.subarray(8, 24)
  const padded = ige('decrypt', packet.subarray(24), aesOf(authKey, msgKey, x))
  if (!keyId(authKey).equals(packet.subarray(0, 8))) throw new Error('Another key')
  if (!messageKey(authKey, padded, x).equals(msgKey)) throw new Error('Another message')
  return padded
}

function aesOf(authKey: Uint8Array, msgKey: Uint8Array, x: Direction): { key: Buffer; iv: Buffer } {
  const a = sha256(msgKey, authKey.subarray(x, x + 36))
  const b = sha256(authKey.subarray(40 + x, 40 + x + 36), msgKey)
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  }
}

/** cᵢ = E(pᵢ ⊕ cᵢ₋₁) ⊕ pᵢ₋₁, and its inverse. */
function ige(way: 'encrypt' | 'decrypt', data: Uint8Array, { key, iv }: { key: Uint8Array; iv: Uint8Array }): Buffer {
  const make = way === 'encrypt' ? createCipheriv : createDecipheriv
  const aes = make('aes-256-ecb', key, null).setAutoPadding(false)
  let [lastOut, lastIn]: [Uint8Array, Uint8Array] =
    way === 'encrypt' ? [iv.subarray(0, 16), iv.subarray(16)] : [iv.subarray(16), iv.subarray(0, 16)]
  const blocks: Buffer[] = []
  for (let at = 0; at < data.byteLength; at += 16) {
    const block = Buffer.from(data.subarray(at, at + 16))
    lastOut = xor(aes.update(xor(block, lastOut)), lastIn)
    lastIn = block
    blocks.push(Buffer.from(lastOut))
  }
  return Buffer.concat(blocks)
}
