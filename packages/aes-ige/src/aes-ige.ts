/** AES-256-IGE as MTProto uses it. `iv` is 32 bytes: the previous ciphertext block, then the previous plaintext block. */
export interface AesIge {
  readonly kind: 'native' | 'wasm'
  /** Why this one, for the log. */
  readonly reason: string
  /** Writes into `out` (a new array if absent; `data` itself works in place) and returns it. `key` and `iv` are only read. */
  encrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, out?: Uint8Array): Uint8Array
  /** The inverse of `encrypt`, with the same rules. */
  decrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, out?: Uint8Array): Uint8Array
}
