import type { tl } from '@mtcute/core'
import { deserializeObject, serializeObject } from '@mtcute/core/utils.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ArbitraryObjects } from './arbitrary.fixture.js'
import { catalogue } from './catalogue.js'
import { type TlObject, writeObject } from './codec.js'
import { TlError } from './tl-error.js'
import { TlReader } from './tl-reader.js'
import { TlWriter } from './tl-writer.js'

const constructors = [...catalogue.current.values()]
const apiObjects = constructors.filter(({ name }) => !name.startsWith('mt_'))
const objects = new ArbitraryObjects()
const anyApiObject = fc.constantFrom(...apiObjects).chain((constructor) => objects.of(constructor))

function write(object: TlObject, layer = 227): Buffer {
  const writer = new TlWriter(catalogue.layer(layer))
  writeObject(writer, object)
  return writer.result()
}

function read(bytes: Uint8Array): TlObject {
  return new TlReader(Buffer.from(bytes), catalogue).object(null)
}

test('writes every constructor as the client library does', () => {
  fc.assert(
    fc.property(anyApiObject, (object) => {
      expect(write(object).equals(serializeObject(object as unknown as tl.TlObject))).toBe(true)
    }),
    { numRuns: 1500 },
  )
})

test('reads what it wrote, and writes that again to the same bytes', () => {
  fc.assert(
    fc.property(anyApiObject, (object) => {
      const bytes = write(object)
      expect(write(read(bytes)).equals(bytes)).toBe(true)
    }),
    { numRuns: 1500 },
  )
})

test('the client library reads what it writes, into the objects it was given', () => {
  const classes = apiObjects.filter(({ kind }) => kind === 'class')
  const anyClass = fc.constantFrom(...classes).chain((constructor) => objects.of(constructor))
  fc.assert(
    fc.property(anyClass, (object) => {
      const theirs = deserializeObject(write(object)) as unknown as TlObject
      expect(plain(read(write(object)))).toEqual(plain(theirs))
    }),
    { numRuns: 1000 },
  )
})

test('answers bytes that are no TL by a TlError, and never by anything worse', () => {
  const damaged = fc
    .tuple(anyApiObject, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat())
    .map(([object, at, byte, cut]) => {
      const bytes = Buffer.from(write(object))
      bytes[at % bytes.length] = byte
      return bytes.subarray(0, bytes.length - (cut % 8))
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), (bytes) => {
      try {
        read(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(TlError)
      }
    }),
    { numRuns: 2000 },
  )
})

test('refuses a vector that claims more items than there are bytes', () => {
  const bytes = write({ _: 'users.getUsers', id: [] })
  bytes.writeUInt32LE(0x7fff_ffff, bytes.length - 4)
  expect(() => read(bytes)).toThrow(TlError)
})

test('refuses nesting without end', () => {
  const one = write({ _: 'invokeWithoutUpdates', query: { _: 'help.getConfig' } }).subarray(0, 4)
  const bytes = Buffer.concat(Array.from({ length: 10_000 }, () => one))
  expect(() => read(bytes)).toThrow('too deeply nested')
})

test('refuses an object of another type than its field', () => {
  const bytes = write({ _: 'messages.getHistory', ...historyFields, peer: { _: 'inputPeerSelf' } })
  const other = write({ _: 'inputUserSelf' })
  other.copy(bytes, 4)
  expect(() => read(bytes)).toThrow('INPUT_CONSTRUCTOR_INVALID')
})

test('refuses to write an object of today’s layer that lacks a field', () => {
  expect(() => write({ _: 'peerUser' })).toThrow('peerUser.userId')
})

const historyFields = { offsetId: 0, offsetDate: 0, addOffset: 0, limit: 1, maxId: 0, minId: 0, hash: 0 }

/** Buffers and plain arrays of bytes alike, absent fields left out. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(entries.map(([name, each]) => [name, plain(each)]))
}
