/**
 * Bytes in a buffer that will be used again. Whoever holds them calls `release` once, when the last reader is done; reading
 * them afterwards is reading somebody else's file. Never calling it is safe: the buffer then goes the way of all garbage.
 */
export interface LentBytes {
  readonly bytes: Uint8Array
  /** A second call does nothing. */
  release(): void
}

/** @param onRelease called at most once: by the second time the buffer may be lent to somebody else */
export function lendOnce(bytes: Uint8Array, onRelease: () => void): LentBytes {
  let isReleased = false
  return {
    bytes,
    release() {
      if (isReleased) return
      isReleased = true
      onRelease()
    },
  }
}
