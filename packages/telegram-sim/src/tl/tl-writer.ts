/**
 * Writes TL into a growing buffer that keeps room before the body for the message envelope, so that a large answer is copied once,
 * from its source to the place it is sent from.
 */
import Long from 'long'
import type { TlConstructor } from './schema.js'
import { boolFalseId, boolTrueId, vectorId } from './tl-reader.js'

/** Gives buffers of at least `length` bytes; a pool may stand behind it. */
export type Allocate = (length: number) => Buffer

export class TlWriter {
  buffer: Buffer
  position: number

  constructor(
    /** Constructors by name, of the layer written. */
    readonly layer: ReadonlyMap<string, TlConstructor>,
    /** Bytes left free before the first one written. */
    readonly start = 0,
    /** Bytes guaranteed after the last one written. */
    readonly tail = 0,
    readonly allocate: Allocate = (length) => Buffer.allocUnsafe(length),
  ) {
    this.buffer = Buffer.allocUnsafe(start + tail + 512)
    this.position = start
  }

  /** What was written, as a view. */
  result(): Buffer {
    return this.buffer.subarray(this.start, this.position)
  }

  #reserve(length: number): number {
    const at = this.position
    const needed = at + length + this.tail
    if (needed > this.buffer.length) this.#grow(needed)
    this.position = at + length
    return at
  }

  #grow(needed: number): void {
    // Large bytes come last or nearly so: room for them exactly and a little more, rather than doubled.
    const larger = this.allocate(needed > 65_536 ? needed + 1024 : Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(larger, this.start, this.start, this.position)
    this.buffer = larger
  }

  int(value: number): void {
    const at = this.#reserve(4)
    this.buffer.writeInt32LE(value | 0, at)
  }

  uint(value: number): void {
    const at = this.#reserve(4)
    this.buffer.writeUInt32LE(value >>> 0, at)
  }

  /** Overwrites an earlier `uint`. */
  uintAt(position: number, value: number): void {
    this.buffer.writeUInt32LE(value >>> 0, position)
  }

  long(value: Long | number | bigint): void {
    const long =
      typeof value === 'bigint' ? Long.fromBigInt(value) : typeof value === 'number' ? Long.fromNumber(value) : value
    const at = this.#reserve(8)
    this.buffer.writeInt32LE(long.low, at)
    this.buffer.writeInt32LE(long.high, at + 4)
  }

  bigint(value: bigint): void {
    const at = this.#reserve(8)
    this.buffer.writeBigUInt64LE(value, at)
  }

  int53(value: number): void {
    const at = this.#reserve(8)
    this.buffer.writeInt32LE(Math.floor(value / 0x1_0000_0000), at + 4)
    this.buffer.writeUInt32LE(value >>> 0, at)
  }

  double(value: number): void {
    const at = this.#reserve(8)
    this.buffer.writeDoubleLE(value, at)
  }

  raw(value: Uint8Array): void {
    const at = this.#reserve(value.length)
    this.buffer.set(value, at)
  }

  bytes(value: Uint8Array): void {
    this.#bytesHeader(value.length)
    this.raw(value)
    this.#pad(value.length)
  }

  string(value: string): void {
    const length = Buffer.byteLength(value)
    this.#bytesHeader(length)
    const at = this.#reserve(length)
    this.buffer.write(value, at, length, 'utf8')
    this.#pad(length)
  }

  #bytesHeader(length: number): void {
    if (length > 0xffffff) throw new RangeError(`${length} bytes do not fit a TL string`)
    const at = this.#reserve(length < 254 ? 1 : 4)
    if (length < 254) this.buffer.writeUInt8(length, at)
    else this.buffer.writeUInt32LE(((length << 8) | 254) >>> 0, at)
  }

  #pad(length: number): void {
    const padding = -((length < 254 ? 1 : 4) + length) & 3
    const at = this.#reserve(padding)
    this.buffer.fill(0, at, at + padding)
  }

  bool(value: boolean): void {
    this.uint(value ? boolTrueId : boolFalseId)
  }

  vector<T>(items: readonly T[], writeItem: (writer: TlWriter, item: T) => void, bare: boolean): void {
    if (!bare) this.uint(vectorId)
    this.uint(items.length)
    for (const item of items) writeItem(this, item)
  }
}
