/** Reads TL primitives and objects from untrusted bytes: every length is checked, nesting and inflation are bounded. */
import Long from 'long'
import { inflateBounded } from './gunzip.js'
import { readerOf, type TlObject } from './codec.js'
import type { Catalogue } from './catalogue.js'
import { meantBy } from './peer-stand-ins.js'
import { fetchError, TlError } from './tl-error.js'

export const vectorId = 0x1cb5c415
export const boolTrueId = 0x997275b5
export const boolFalseId = 0xbc799737
export const gzipPackedId = 0x3072cfa1

/** Deeper than any real request: wrappers, rich text and keyboards stay below 20. */
const nestingLimit = 48
/** All gzip_packed in one packet together; real clients inflate to less than 1 MiB. */
const inflatedBytesLimit = 16 * 1024 * 1024

export class TlReader {
  #depth = 0
  #inflatedBytes = 0

  constructor(
    readonly buffer: Buffer,
    readonly catalogue: Catalogue,
    public position = 0,
    public end = buffer.length,
  ) {}

  get remaining(): number {
    return this.end - this.position
  }

  #advance(length: number): number {
    const from = this.position
    if (length > this.end - from) throw fetchError(`${length} bytes at ${from}, of ${this.end}`)
    this.position = from + length
    return from
  }

  int(): number {
    return this.buffer.readInt32LE(this.#advance(4))
  }

  uint(): number {
    return this.buffer.readUInt32LE(this.#advance(4))
  }

  peekUint(): number {
    if (this.remaining < 4) throw fetchError('no constructor id')
    return this.buffer.readUInt32LE(this.position)
  }

  long(): Long {
    const at = this.#advance(8)
    return new Long(this.buffer.readInt32LE(at), this.buffer.readInt32LE(at + 4))
  }

  bigint(): bigint {
    return this.buffer.readBigUInt64LE(this.#advance(8))
  }

  int53(): number {
    const at = this.#advance(8)
    return this.buffer.readInt32LE(at + 4) * 0x1_0000_0000 + this.buffer.readUInt32LE(at)
  }

  double(): number {
    return this.buffer.readDoubleLE(this.#advance(8))
  }

  /** A view, not a copy. */
  raw(length: number): Buffer {
    const from = this.#advance(length)
    return this.buffer.subarray(from, from + length)
  }

  /** A view, not a copy. */
  bytes(): Buffer {
    const first = this.buffer.readUInt8(this.#advance(1))
    const long = first === 254
    const length = long ? this.buffer.readUIntLE(this.#advance(3), 3) : first
    if (first === 255) throw fetchError('a bytes length of 255')
    const value = this.raw(length)
    const padding = -((long ? 4 : 1) + length) & 3
    this.#advance(Math.min(padding, this.remaining))
    return value
  }

  string(): string {
    return this.bytes().toString('utf8')
  }

  bool(): boolean {
    const id = this.uint()
    if (id === boolTrueId) return true
    if (id === boolFalseId) return false
    throw fetchError(`${id.toString(16)} for a Bool`)
  }

  vector<T>(readItem: (reader: TlReader) => T, bare: boolean): T[] {
    if (!bare && this.uint() !== vectorId) throw fetchError('not a vector')
    const count = this.uint()
    // The smallest item of any type takes four bytes.
    if (count > this.remaining / 4) throw fetchError(`a vector of ${count} in ${this.remaining} bytes`)
    const items: T[] = []
    for (let index = 0; index < count; index++) items.push(readItem(this))
    return items
  }

  /** A boxed object; `type` is the result type it must have, or null for any. */
  object(type: string | null): TlObject {
    return this.#nested(() => {
      const id = this.uint()
      if (id === gzipPackedId) return this.#inflated().object(type)
      const constructor = this.catalogue.byId(id)
      if (!constructor) {
        const what = type === null || type === 'X' ? 'METHOD' : 'CONSTRUCTOR'
        throw new TlError(`INPUT_${what}_INVALID_${id}_0`, 'unknown constructor')
      }
      if (type === null || type === 'X' || constructor.result.name === type) return readerOf(constructor)(this)
      const meant = meantBy(constructor.name, type)
      if (!meant) throw new TlError(`INPUT_CONSTRUCTOR_INVALID_${id}_0`, `${constructor.name} is not a ${type}`)
      return { ...readerOf(constructor)(this), _: meant }
    })
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > nestingLimit) throw fetchError('too deeply nested')
    try {
      return read()
    } finally {
      this.#depth--
    }
  }

  #inflated(): TlReader {
    const inflated = inflateBounded(this.bytes(), inflatedBytesLimit - this.#inflatedBytes)
    const inner = new TlReader(inflated, this.catalogue)
    inner.#depth = this.#depth
    this.#inflatedBytes += inflated.length
    inner.#inflatedBytes = this.#inflatedBytes
    return inner
  }
}
