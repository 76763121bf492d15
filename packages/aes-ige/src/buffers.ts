/** The rules a call must keep, checked once for both implementations, with errors that say what was wrong. */

export function checkBuffers(data: Uint8Array, key: Uint8Array, iv: Uint8Array, out: Uint8Array | undefined): void {
  if (data.length % 16 !== 0) throw new RangeError(`data must be whole 16-byte blocks, not ${data.length} bytes`)
  if (key.length !== 32) throw new RangeError(`key must be 32 bytes, not ${key.length}`)
  if (iv.length !== 32) throw new RangeError(`iv must be 32 bytes, not ${iv.length}`)
  if (out === undefined) return
  if (out.length !== data.length) {
    throw new RangeError(`out must be as long as data (${data.length} bytes), not ${out.length} bytes`)
  }
  if (overlapsPartly(data, out)) throw new RangeError('out must be data itself or not overlap it')
}

function overlapsPartly(data: Uint8Array, out: Uint8Array): boolean {
  if (data.buffer !== out.buffer) return false
  const distance = Math.abs(data.byteOffset - out.byteOffset)
  return distance > 0 && distance < data.length
}
