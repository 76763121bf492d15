/** A data centre's RSA key: its PEM, its fingerprint as clients compute it, and the raw operation the key exchange needs. */
import { constants, createHash, generateKeyPair, type KeyObject, privateDecrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { catalogue } from '../tl/catalogue.js'
import { TlWriter } from '../tl/tl-writer.js'

export interface RsaKey {
  /** PKCS#1 PEM. */
  readonly publicKeyPem: string
  /** 16 hex digits, most significant first. */
  readonly fingerprint: string
  /** x^d mod n: 256 bytes in, 256 bytes out; null when the number is not below the modulus. */
  decrypt(data: Buffer): Buffer | null
}

export async function generateRsaKey(): Promise<RsaKey> {
  for (;;) {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
    const fingerprint = fingerprintOf(publicKey)
    // Clients that print the fingerprint without leading zeros fail to find such a key.
    if (fingerprint.startsWith('0')) continue
    return {
      publicKeyPem: publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      fingerprint,
      decrypt: (data) => decryptRaw(privateKey, data),
    }
  }
}

function decryptRaw(key: KeyObject, data: Buffer): Buffer | null {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, data)
  } catch {
    return null
  }
}

/** The low 64 bits of SHA-1 over the modulus and exponent as TL bytes (core.telegram.org/mtproto/auth_key). */
function fingerprintOf(publicKey: KeyObject): string {
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const writer = new TlWriter(catalogue.current)
  writer.bytes(Buffer.from(n, 'base64url'))
  writer.bytes(Buffer.from(e, 'base64url'))
  const digest = createHash('sha1').update(writer.result()).digest()
  return Buffer.from(digest.subarray(12)).reverse().toString('hex')
}
