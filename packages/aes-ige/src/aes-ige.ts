/** AES-256-IGE as MTProto uses it. `iv` is 32 bytes: the previous ciphertext block, then the previous plaintext block. */
export interface AesIge {
  readonly kind: 'native' | 'wasm'
  /** Why this one, for the log. */
  readonly reason: string
  /** Writes into `out` (a new array if absent; `data` itself works in place) and returns it. `key` and `iv` are only read. */
  encrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, out?: Uint8Array): Uint8Array
  /** The inverse of `encrypt`, with the same rules. */
  decrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, out?: Uint8Array): Uint8Array
  /** Decrypts each in place; several together cost much less than one after the other. Their data must not overlap. */
  decryptMany(messages: readonly Ciphertext[]): void
  /** Decrypts each in place as `decryptMany` does and tells which are what they claim to be; the others are garbage then. */
  openMany(messages: readonly SealedMessage[]): boolean[]
  /**
   * `openMany` on another thread where there is one to take it. Until it is done `data` is neither read nor written by
   * anyone else, and its buffer neither transferred nor resized; a promise dropped half-way still keeps the buffers alive.
   */
  openManyOffThread(messages: readonly SealedMessage[]): Promise<boolean[]>
}

export interface Ciphertext {
  readonly data: Uint8Array
  /** 32 bytes. */
  readonly key: Uint8Array
  /** 32 bytes. */
  readonly iv: Uint8Array
}

/** Authentic when SHA-256(prefix ‖ plaintext), bytes 8 to 24, is `digest16`: the message key of MTProto 2.0. */
export interface SealedMessage extends Ciphertext {
  /** 32 bytes of the authorization key. */
  readonly prefix: Uint8Array
  readonly digest16: Uint8Array
}
