/** TL's built-in types: how each is read, written and recognised. */
import Long from 'long'
import type { TlReader } from './tl-reader.js'
import type { TlWriter } from './tl-writer.js'

export interface TlPrimitive {
  read(this: void, reader: TlReader): unknown
  write(this: void, writer: TlWriter, value: unknown): void
  accepts(this: void, value: unknown): boolean
  readonly empty: unknown
}

function primitive<T>(
  accepts: (value: unknown) => value is T,
  empty: T,
  read: (reader: TlReader) => T,
  write: (writer: TlWriter, value: T) => void,
): TlPrimitive {
  return {
    read,
    accepts,
    empty,
    write(writer, value) {
      if (!accepts(value)) throw new TypeError(`unexpected ${typeof value}`)
      write(writer, value)
    },
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}
function isString(value: unknown): value is string {
  return typeof value === 'string'
}
function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}
function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}
function isLong(value: unknown): value is Long | number | bigint {
  return Long.isLong(value) || typeof value === 'number' || typeof value === 'bigint'
}
function isInt53(value: unknown): value is Long | number {
  return typeof value === 'number' || Long.isLong(value)
}
function bytesOf(length: number): TlPrimitive {
  const accepts = (value: unknown): value is Uint8Array => isBytes(value) && value.length === length
  return primitive(
    accepts,
    Buffer.alloc(length),
    (reader) => reader.raw(length),
    (writer, value) => writer.raw(value),
  )
}

export const primitives: ReadonlyMap<string, TlPrimitive> = new Map([
  [
    'int',
    primitive(
      isNumber,
      0,
      (reader) => reader.int(),
      (writer, value) => writer.int(value),
    ),
  ],
  [
    'long',
    primitive<Long | number | bigint>(
      isLong,
      Long.ZERO,
      (reader) => reader.long(),
      (writer, value) => writer.long(value),
    ),
  ],
  [
    'int53',
    primitive<Long | number>(
      isInt53,
      0,
      (reader) => reader.int53(),
      (writer, value) => (typeof value === 'number' ? writer.int53(value) : writer.long(value)),
    ),
  ],
  [
    'double',
    primitive(
      isNumber,
      0,
      (reader) => reader.double(),
      (writer, value) => writer.double(value),
    ),
  ],
  [
    'string',
    primitive(
      isString,
      '',
      (reader) => reader.string(),
      (writer, value) => writer.string(value),
    ),
  ],
  [
    'bytes',
    primitive<Uint8Array>(
      isBytes,
      Buffer.alloc(0),
      (reader) => reader.bytes(),
      (writer, value) => writer.bytes(value),
    ),
  ],
  [
    'Bool',
    primitive(
      isBoolean,
      false,
      (reader) => reader.bool(),
      (writer, value) => writer.bool(value),
    ),
  ],
  ['int128', bytesOf(16)],
  ['int256', bytesOf(32)],
])
