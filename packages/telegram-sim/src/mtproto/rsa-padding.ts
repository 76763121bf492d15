/**
 * Undoes what clients wrap around p_q_inner_data before RSA: RSA_PAD of today, or SHA-1 and random bytes of old
 * (core.telegram.org/mtproto/auth_key, 4.1). Both are told by their hashes.
 */
import type { AesIge } from '@streambot/aes-ige'
import { createHash } from 'node:crypto'

/** The data, followed by what padded it; null when neither scheme fits. `block` is the RSA result of 256 bytes. */
export function unpadRsa(block: Buffer, aes: AesIge): Buffer | null {
  return unpadNew(block, aes) ?? unpadOld(block)
}

/** temp_key_xor (32) + AES-IGE(reversed data_with_padding (192) + SHA-256(temp_key + data_with_padding) (32)). */
function unpadNew(block: Buffer, aes: AesIge): Buffer | null {
  const encrypted = block.subarray(32)
  const key = createHash('sha256').update(encrypted).digest()
  for (let index = 0; index < 32; index++) key.writeUInt8(key.readUInt8(index) ^ block.readUInt8(index), index)
  const decrypted = Buffer.from(aes.decrypt(encrypted, key, Buffer.alloc(32)))
  const data = Buffer.from(decrypted.subarray(0, 192)).reverse()
  const hash = createHash('sha256').update(key).update(data).digest()
  return hash.equals(decrypted.subarray(192)) ? data : null
}

/** 0 + SHA-1(data) (20) + data + random bytes. Where data ends only its own reading tells, so every end is tried. */
function unpadOld(block: Buffer): Buffer | null {
  if (block.readUInt8(0) !== 0) return null
  const hash = block.subarray(1, 21)
  for (let end = 21 + 4; end <= block.length; end += 4) {
    if (createHash('sha1').update(block.subarray(21, end)).digest().equals(hash)) return block.subarray(21, end)
  }
  return null
}
