/**
 * The proof in auth.bindTempAuthKey: a message sealed with the permanent key by MTProto 1.0's rules
 * (core.telegram.org/api/bindTempAuthKey, core.telegram.org/mtproto/description_v1).
 */
import type { AesIge } from '@streambot/aes-ige'
import type { mtp } from '@mtcute/core'
import { createHash } from 'node:crypto'
import { catalogue } from '../tl/catalogue.js'
import { TlReader } from '../tl/tl-reader.js'

/** random (16), msg_id, seq_no, length. */
const headerBytes = 32
const innerBytes = 40

export interface BindMessage {
  readonly messageId: bigint
  readonly inner: mtp.RawMt_bind_auth_key_inner
}

/** Null when `sealed` is not a bind message under `key`. */
export function openBindMessage(
  sealed: Uint8Array,
  key: { bytes: Buffer; idBytes: Buffer },
  aes: AesIge,
): BindMessage | null {
  const packet = Buffer.from(sealed)
  const encrypted = packet.subarray(24)
  if (encrypted.length < headerBytes + innerBytes || encrypted.length > 256 || encrypted.length % 16 !== 0) return null
  if (!key.idBytes.equals(packet.subarray(0, 8))) return null
  const messageKey = packet.subarray(8, 24)
  const { aesKey, aesIv } = oldAesKey(key.bytes, messageKey)
  aes.decrypt(encrypted, aesKey, aesIv, encrypted)
  const message = encrypted.subarray(0, headerBytes + innerBytes)
  if (!sha1(message).subarray(4).equals(messageKey)) return null
  try {
    const inner = new TlReader(message, catalogue, headerBytes).object('BindAuthKeyInner')
    return { messageId: message.readBigUInt64LE(16), inner: inner as unknown as mtp.RawMt_bind_auth_key_inner }
  } catch {
    return null
  }
}

function oldAesKey(key: Buffer, messageKey: Buffer): { aesKey: Buffer; aesIv: Buffer } {
  const a = sha1(messageKey, key.subarray(0, 32))
  const b = sha1(key.subarray(32, 48), messageKey, key.subarray(48, 64))
  const c = sha1(key.subarray(64, 96), messageKey)
  const d = sha1(messageKey, key.subarray(96, 128))
  return {
    aesKey: Buffer.concat([a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)]),
    aesIv: Buffer.concat([a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)]),
  }
}

function sha1(...parts: Buffer[]): Buffer {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
