/** The client library's crypto with our AES-256-IGE: native where the CPU allows it. One instance serves all clients. */
import type { AesIge } from '@streambot/aes-ige'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import type { IEncryptionScheme } from '@mtcute/core/utils.js'

export class FastCryptoProvider extends NodeCryptoProvider {
  readonly #aesIge: AesIge

  constructor(aesIge: AesIge) {
    super()
    this.#aesIge = aesIge
  }

  override createAesIge(key: Uint8Array, iv: Uint8Array): IEncryptionScheme {
    return {
      encrypt: (data) => this.#aesIge.encrypt(data, key, iv),
      // In place: what came from the network is nobody else's.
      decrypt: (data) => this.#aesIge.decrypt(data, key, iv, data),
    }
  }
}
