/**
 * The making of an authorization key, server side: req_pq_multi, req_DH_params, set_client_DH_params
 * (core.telegram.org/mtproto/auth_key). One exchange at a time per connection. What does not fit is answered by
 * transport error -404, as Telegram does, and the exchange is over.
 */
import type { AesIge } from '@streambot/aes-ige'
import type { mtp } from '@mtcute/core'
import { createHash, timingSafeEqual } from 'node:crypto'
import Long from 'long'
import type { Clock, Randomness } from '../clock.js'
import { catalogue } from '../tl/catalogue.js'
import { type TlObject, writeObject } from '../tl/codec.js'
import { TlReader } from '../tl/tl-reader.js'
import { TlWriter } from '../tl/tl-writer.js'
import { dhGenerator, dhPrime, publicValue, sharedSecret } from './diffie-hellman.js'
import { drawPrimePair, type PrimePair } from './prime-pair.js'
import type { RsaKey } from './rsa.js'
import { unpadRsa } from './rsa-padding.js'

export interface NewKey {
  readonly bytes: Buffer
  readonly firstSalt: bigint
  /** Seconds a temporary key lives; null for a permanent one. */
  readonly expiresIn: number | null
}

export interface KeyExchangeDeps {
  readonly rsa: RsaKey
  readonly aes: AesIge
  readonly clock: Clock
  readonly randomness: Randomness
  /** False when the key's id is taken: the client is asked for another. */
  accept(key: NewKey): boolean
}

type PqInnerData = mtp.RawMt_p_q_inner_data_dc & { expiresIn?: number }

export class KeyExchange {
  #nonce: Buffer = Buffer.alloc(0)
  #serverNonce: Buffer = Buffer.alloc(0)
  #primes: PrimePair | null = null
  #secrets: { newNonce: Buffer; expiresIn: number | null; privateKey: Buffer; key: Buffer; iv: Buffer } | null = null

  constructor(readonly deps: KeyExchangeDeps) {}

  /** The answer to a plain message, or null for one that breaks the exchange. */
  receive(message: TlObject): TlObject | null {
    switch (message._) {
      case 'mt_req_pq':
      case 'mt_req_pq_multi':
        return this.#begin(message as unknown as mtp.RawMt_req_pq_multi)
      case 'mt_req_DH_params':
        return this.#offer(message as unknown as mtp.RawMt_req_DH_params)
      case 'mt_set_client_DH_params':
        return this.#finish(message as unknown as mtp.RawMt_set_client_DH_params)
      default:
        return null
    }
  }

  #begin({ nonce }: mtp.RawMt_req_pq_multi): TlObject {
    this.#nonce = Buffer.from(nonce)
    this.#serverNonce = this.deps.randomness.bytes(16)
    this.#primes = drawPrimePair(this.deps.randomness)
    this.#secrets = null
    return {
      _: 'mt_resPQ',
      ...this.#nonces(),
      pq: this.#primes.pq,
      serverPublicKeyFingerprints: [Long.fromString(this.deps.rsa.fingerprint, true, 16)],
    }
  }

  #offer(request: mtp.RawMt_req_DH_params): TlObject | null {
    const inner = this.#isMine(request) ? this.#readInnerData(request) : null
    if (!inner) return null
    const { aes, clock, randomness } = this.deps
    const newNonce = Buffer.from(inner.newNonce)
    const privateKey = randomness.bytes(256)
    const { key, iv } = nonceKey(newNonce, this.#serverNonce)
    this.#secrets = { newNonce, expiresIn: inner.expiresIn ?? null, privateKey, key, iv }
    const answer = encode({
      _: 'mt_server_DH_inner_data',
      ...this.#nonces(),
      g: dhGenerator,
      dhPrime,
      gA: publicValue(privateKey),
      serverTime: Math.floor(clock.now() / 1000),
    })
    const padding = randomness.bytes(-(20 + answer.length) & 15)
    const plain = Buffer.concat([sha1(answer), answer, padding])
    return { _: 'mt_server_DH_params_ok', ...this.#nonces(), encryptedAnswer: aes.encrypt(plain, key, iv) }
  }

  #readInnerData(request: mtp.RawMt_req_DH_params): PqInnerData | null {
    if (request.publicKeyFingerprint.toUnsigned().toString(16).padStart(16, '0') !== this.deps.rsa.fingerprint)
      return null
    if (request.encryptedData.length !== 256) return null
    const block = this.deps.rsa.decrypt(Buffer.from(request.encryptedData))
    const data = block && unpadRsa(block, this.deps.aes)
    const inner = data && (readOne(data) as unknown as PqInnerData | null)
    if (!inner?._.startsWith('mt_p_q_inner_data')) return null
    const fits = this.#isMine(inner) && this.#primes?.pq.equals(inner.pq) && this.#primes.p.equals(inner.p)
    return fits && this.#primes?.q.equals(inner.q) ? inner : null
  }

  #finish(request: mtp.RawMt_set_client_DH_params): TlObject | null {
    const secrets = this.#secrets
    if (!secrets || !this.#isMine(request) || request.encryptedData.length % 16 !== 0) return null
    const plain = Buffer.from(this.deps.aes.decrypt(request.encryptedData, secrets.key, secrets.iv))
    const inner = readHashed(plain) as unknown as mtp.RawMt_client_DH_inner_data | null
    if (inner?._ !== 'mt_client_DH_inner_data' || !this.#isMine(inner)) return null
    const bytes = sharedSecret(secrets.privateKey, Buffer.from(inner.gB))
    if (!bytes) return this.#verdict('mt_dh_gen_fail', 3, Buffer.alloc(256))
    const firstSalt = xor(secrets.newNonce.subarray(0, 8), this.#serverNonce.subarray(0, 8)).readBigUInt64LE(0)
    if (!this.deps.accept({ bytes, firstSalt, expiresIn: secrets.expiresIn }))
      return this.#verdict('mt_dh_gen_retry', 2, bytes)
    const verdict = this.#verdict('mt_dh_gen_ok', 1, bytes)
    this.#secrets = null
    return verdict
  }

  #verdict(name: 'mt_dh_gen_ok' | 'mt_dh_gen_retry' | 'mt_dh_gen_fail', number: 1 | 2 | 3, key: Buffer): TlObject {
    const newNonce = this.#secrets?.newNonce ?? Buffer.alloc(32)
    const hash = sha1(Buffer.concat([newNonce, Buffer.of(number), sha1(key).subarray(0, 8)])).subarray(4)
    return { _: name, ...this.#nonces(), [`newNonceHash${number}`]: hash }
  }

  #nonces(): { nonce: Buffer; serverNonce: Buffer } {
    return { nonce: this.#nonce, serverNonce: this.#serverNonce }
  }

  #isMine({ nonce, serverNonce }: { nonce: Uint8Array; serverNonce: Uint8Array }): boolean {
    return this.#primes !== null && this.#nonce.equals(nonce) && this.#serverNonce.equals(serverNonce)
  }
}

/** The AES key and iv both sides derive from the nonces. */
function nonceKey(newNonce: Buffer, serverNonce: Buffer): { key: Buffer; iv: Buffer } {
  const first = sha1(Buffer.concat([newNonce, serverNonce]))
  const second = sha1(Buffer.concat([serverNonce, newNonce]))
  const third = sha1(Buffer.concat([newNonce, newNonce]))
  return {
    key: Buffer.concat([first, second.subarray(0, 12)]),
    iv: Buffer.concat([second.subarray(12), third, newNonce.subarray(0, 4)]),
  }
}

function encode(object: TlObject): Buffer {
  const writer = new TlWriter(catalogue.current)
  writeObject(writer, object)
  return writer.result()
}

function readOne(data: Buffer): TlObject | null {
  try {
    return new TlReader(data, catalogue).object(null)
  } catch {
    return null
  }
}

/** SHA-1 of an object, the object, padding. */
function readHashed(plain: Buffer): TlObject | null {
  try {
    const reader = new TlReader(plain, catalogue, 20)
    const object = reader.object(null)
    return timingSafeEqual(sha1(plain.subarray(20, reader.position)), plain.subarray(0, 20)) ? object : null
  } catch {
    return null
  }
}

function sha1(data: Buffer): Buffer {
  return createHash('sha1').update(data).digest()
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)))
}
