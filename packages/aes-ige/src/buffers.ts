/** The rules a call must keep, checked once for both implementations, with errors that say what was wrong. */
import type { Ciphertext, SealedMessage } from './aes-ige.js'

export function checkBuffers(data: Uint8Array, key: Uint8Array, iv: Uint8Array, out: Uint8Array | undefined): void {
  if (data.length % 16 !== 0) throw new RangeError(`data must be whole 16-byte blocks, not ${data.length} bytes`)
  if (key.length !== 32) throw new RangeError(`key must be 32 bytes, not ${key.length}`)
  if (iv.length !== 32) throw new RangeError(`iv must be 32 bytes, not ${iv.length}`)
  if (out === undefined) return
  if (out.length !== data.length) {
    throw new RangeError(`out must be as long as data (${data.length} bytes), not ${out.length} bytes`)
  }
  if (out.byteOffset !== data.byteOffset && overlap(data, out)) {
    throw new RangeError('out must be data itself or not overlap it')
  }
}

export function checkMessages(messages: readonly Ciphertext[]): void {
  for (const [index, { data, key, iv }] of messages.entries()) {
    checkBuffers(data, key, iv, undefined)
    for (let other = 0; other < index; other++) {
      const earlier = messages[other]
      if (earlier && overlap(earlier.data, data)) throw new RangeError('the data of two messages overlap')
    }
  }
}

export function checkSealed(messages: readonly SealedMessage[]): void {
  checkMessages(messages)
  for (const { prefix, digest16 } of messages) {
    if (prefix.length !== 32) throw new RangeError(`prefix must be 32 bytes, not ${prefix.length}`)
    if (digest16.length !== 16) throw new RangeError(`digest16 must be 16 bytes, not ${digest16.length}`)
  }
}

function overlap(a: Uint8Array, b: Uint8Array): boolean {
  if (a.buffer !== b.buffer) return false
  return a.byteOffset < b.byteOffset + b.length && b.byteOffset < a.byteOffset + a.length
}
