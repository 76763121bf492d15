/**
 * file_reference bytes: proof that an account saw the file in a message not long ago.
 * They carry their own expiry and a MAC over viewer and file, so nothing is stored; an epoch per file lets
 * a test expire everything handed out so far. Layout: version, expiry (4), epoch (4), MAC (16): 25 bytes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.js'

const VERSION = 1
const MAC_BYTES = 16
const HEAD_BYTES = 9

export type ReferenceState = 'good' | 'expired' | 'invalid'

export class FileReferences {
  readonly #secret: Buffer
  readonly #clock: Clock
  readonly #lifetimeMs: number
  #epoch = 0
  readonly #fileEpochs = new Map<string, number>()

  constructor(secret: Buffer, clock: Clock, lifetimeMs: number) {
    this.#secret = secret
    this.#clock = clock
    this.#lifetimeMs = lifetimeMs
  }

  issue(viewerId: number, fileId: string): Uint8Array {
    const head = Buffer.alloc(HEAD_BYTES)
    head.writeUInt8(VERSION, 0)
    head.writeUInt32BE(Math.floor((this.#clock.now() + this.#lifetimeMs) / 1000), 1)
    head.writeUInt32BE(this.#epochOf(fileId), 5)
    return Buffer.concat([head, this.#mac(head, viewerId, fileId)])
  }

  check(reference: Uint8Array, viewerId: number, fileId: string): ReferenceState {
    if (reference.length !== HEAD_BYTES + MAC_BYTES || reference[0] !== VERSION) return 'invalid'
    const bytes = Buffer.from(reference.buffer, reference.byteOffset, reference.length)
    const head = bytes.subarray(0, HEAD_BYTES)
    if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), this.#mac(head, viewerId, fileId))) return 'invalid'
    if (head.readUInt32BE(5) !== this.#epochOf(fileId)) return 'expired'
    return head.readUInt32BE(1) * 1000 <= this.#clock.now() ? 'expired' : 'good'
  }

  /** Expires every reference handed out so far, to one file or to all. */
  expire(fileId?: string): void {
    if (fileId === undefined) this.#epoch += 1
    else this.#fileEpochs.set(fileId, (this.#fileEpochs.get(fileId) ?? 0) + 1)
  }

  #epochOf(fileId: string): number {
    return this.#epoch + (this.#fileEpochs.get(fileId) ?? 0)
  }

  #mac(head: Uint8Array, viewerId: number, fileId: string): Buffer {
    const hmac = createHmac('sha256', this.#secret).update(head).update(`/${viewerId}/${fileId}`)
    return hmac.digest().subarray(0, MAC_BYTES)
  }
}
