/**
 * The encrypted message of MTProto 2.0 (core.telegram.org/mtproto/description): auth_key_id, msg_key, and encrypted
 * salt, session_id, message_id, seq_no, length, body, padding. Both ways work in place.
 */
import type { AesIge } from '@streambot/aes-ige'
import { createHash } from 'node:crypto'
import type { Randomness } from '../clock.js'
import { headerLimit, trailerLimit } from '../transport/transport-codec.js'

/** auth_key_id and msg_key. */
const outerBytes = 24
/** salt, session_id, message_id, seq_no, length. */
const innerBytes = 32

/** Room to leave before a body that is sealed in place, for every transport. */
export const headroom = headerLimit + outerBytes + innerBytes
/** Room to leave after it. */
export const tailroom = 32 + trailerLimit

export interface KeyBytes {
  readonly bytes: Buffer
  readonly idBytes: Buffer
}

export interface SealedMessage {
  readonly salt: bigint
  readonly sessionId: bigint
  readonly messageId: bigint
  readonly sequence: number
}

/** Seals `buffer[start, end)`, a body with `headroom` before it and `tailroom` after; the packet's bounds. */
export function sealInPlace(
  buffer: Buffer,
  start: number,
  end: number,
  message: SealedMessage,
  key: KeyBytes,
  { aes, randomness }: { aes: AesIge; randomness: Randomness },
): { start: number; end: number } {
  const plainStart = start - innerBytes
  buffer.writeBigUInt64LE(message.salt, plainStart)
  buffer.writeBigUInt64LE(message.sessionId, plainStart + 8)
  buffer.writeBigUInt64LE(message.messageId, plainStart + 16)
  buffer.writeInt32LE(message.sequence, plainStart + 24)
  buffer.writeInt32LE(end - start, plainStart + 28)
  const padding = 12 + (-(end - plainStart + 12) & 15)
  buffer.set(randomness.bytes(padding), end)
  const plain = buffer.subarray(plainStart, end + padding)
  const messageKey = messageKeyOf(key, plain, 'toClient')
  const { aesKey, aesIv } = aesKeyOf(key, messageKey, 'toClient')
  aes.encrypt(plain, aesKey, aesIv, plain)
  const packetStart = plainStart - outerBytes
  buffer.set(key.idBytes, packetStart)
  buffer.set(messageKey, packetStart + 8)
  return { start: packetStart, end: end + padding }
}

/** Undoes `sealInPlace`, for a message to be sealed again under another key. */
export function unsealInPlace(buffer: Buffer, start: number, end: number, key: KeyBytes, aes: AesIge): void {
  const { aesKey, aesIv } = aesKeyOf(key, buffer.subarray(start + 8, start + outerBytes), 'toClient')
  const encrypted = buffer.subarray(start + outerBytes, end)
  aes.decrypt(encrypted, aesKey, aesIv, encrypted)
}

export interface OpenedMessage extends SealedMessage {
  readonly body: Buffer
}

/** Opens a client's packet in place; null when it was not sealed with this key, or breaks the rules of its lengths. */
export function openInPlace(packet: Buffer, key: KeyBytes, aes: AesIge): OpenedMessage | null {
  // A padded transport leaves up to 15 bytes after the blocks.
  const encryptedBytes = (packet.length - outerBytes) & ~15
  if (encryptedBytes < innerBytes + 16) return null
  const messageKey = packet.subarray(8, outerBytes)
  const plain = packet.subarray(outerBytes, outerBytes + encryptedBytes)
  const { aesKey, aesIv } = aesKeyOf(key, messageKey, 'toServer')
  aes.decrypt(plain, aesKey, aesIv, plain)
  if (!messageKeyOf(key, plain, 'toServer').equals(messageKey)) return null
  const length = plain.readInt32LE(28)
  const padding = plain.length - innerBytes - length
  if (length < 4 || length % 4 !== 0 || padding < 12 || padding > 1024) return null
  return {
    salt: plain.readBigUInt64LE(0),
    sessionId: plain.readBigUInt64LE(8),
    messageId: plain.readBigUInt64LE(16),
    sequence: plain.readInt32LE(24),
    body: plain.subarray(innerBytes, innerBytes + length),
  }
}

type Direction = 'toServer' | 'toClient'

function messageKeyOf(key: KeyBytes, plain: Buffer, direction: Direction): Buffer {
  const from = direction === 'toServer' ? 88 : 96
  return createHash('sha256')
    .update(key.bytes.subarray(from, from + 32))
    .update(plain)
    .digest()
    .subarray(8, 24)
}

function aesKeyOf(key: KeyBytes, messageKey: Buffer, direction: Direction): { aesKey: Buffer; aesIv: Buffer } {
  const x = direction === 'toServer' ? 0 : 8
  const a = createHash('sha256')
    .update(messageKey)
    .update(key.bytes.subarray(x, x + 36))
    .digest()
  const b = createHash('sha256')
    .update(key.bytes.subarray(40 + x, 76 + x))
    .update(messageKey)
    .digest()
  return {
    aesKey: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24)]),
    aesIv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24)]),
  }
}
