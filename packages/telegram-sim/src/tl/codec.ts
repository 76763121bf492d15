/** Constructors compiled to functions, once each, when first met. */
import type { TlConstructor, TlField, TlType } from './schema.js'
import type { TlReader } from './tl-reader.js'
import type { TlWriter } from './tl-writer.js'
import { emptyOf } from './defaults.js'
import { primitives } from './primitives.js'

export interface TlObject {
  readonly _: string
  readonly [field: string]: unknown
}

type ReadValue = (reader: TlReader) => unknown
type WriteValue = (writer: TlWriter, value: unknown) => void
type ReadObject = (reader: TlReader) => TlObject
type WriteObject = (writer: TlWriter, object: TlObject) => void

const readers = new WeakMap<TlConstructor, ReadObject>()
const writers = new WeakMap<TlConstructor, WriteObject>()

/** Reads the fields of `constructor`, whose id is read already. */
export function readerOf(constructor: TlConstructor): ReadObject {
  let read = readers.get(constructor)
  if (!read) readers.set(constructor, (read = compileReader(constructor)))
  return read
}

/** Writes the fields of `constructor` from an object that may be of another layer's shape. */
function writerOf(constructor: TlConstructor): WriteObject {
  let write = writers.get(constructor)
  if (!write) writers.set(constructor, (write = compileWriter(constructor)))
  return write
}

/** A boxed object, in the writer's layer. */
export function writeObject(writer: TlWriter, object: TlObject): void {
  const constructor = writer.layer.get(object._)
  if (!constructor) throw new TypeError(`no constructor is called ${String(object._)}`)
  writer.uint(constructor.id)
  writerOf(constructor)(writer, object)
}

/** A method's result: what `type` says, be it a vector, a Bool, a number or an object. */
export function writeValue(writer: TlWriter, type: TlType, value: unknown): void {
  valueWriter(type)(writer, value)
}

function compileReader({ name, fields }: TlConstructor): ReadObject {
  const steps = fields.map((field) => ({ field, read: valueReader(field.type) }))
  return (reader) => {
    const object: Record<string, unknown> & { _: string } = { _: name }
    const flags = new Map<string, number>()
    for (const { field, read } of steps) {
      if (field.type.name === '#') flags.set(field.name, reader.uint())
      else if (!field.condition) object[field.name] = read(reader)
      else {
        const isSet = (((flags.get(field.condition.flags) ?? 0) >>> field.condition.bit) & 1) === 1
        if (isMark(field)) object[field.name] = isSet
        else object[field.name] = isSet ? read(reader) : undefined
      }
    }
    return object
  }
}

function compileWriter(constructor: TlConstructor): WriteObject {
  const steps = constructor.fields.map((field) => compileField(constructor, field))
  return (writer, object) => {
    for (const step of steps) step(writer, object)
  }
}

function compileField(constructor: TlConstructor, field: TlField): WriteObject {
  if (field.type.name === '#') return compileFlags(constructor, field)
  if (isMark(field)) return () => {}
  const write = valueWriter(field.type)
  if (field.condition) {
    const isSet = compileBit(constructor, field.condition)
    return (writer, object) => {
      if (isSet(object)) write(writer, object[field.name])
    }
  }
  const accepts = acceptance(field.type)
  return (writer, object) => {
    const value = object[field.name]
    if (accepts(value)) return write(writer, value)
    // An older layer may ask for what today's objects no longer have; today's own shapes must be whole.
    if (!constructor.older)
      throw new TypeError(`${constructor.name}.${field.name}: ${typeof value} for ${field.type.name}`)
    write(writer, emptyOf(field.type, writer.layer))
  }
}

function compileFlags(constructor: TlConstructor, flagsField: TlField): WriteObject {
  const conditions = constructor.fields.flatMap(({ condition }) =>
    condition?.flags === flagsField.name ? [condition] : [],
  )
  const bits = [...new Map(conditions.map((condition) => [condition.bit, condition])).values()]
  const tests = bits.map((condition) => ({ mask: 1 << condition.bit, isSet: compileBit(constructor, condition) }))
  return (writer, object) => {
    let flags = 0
    for (const { mask, isSet } of tests) if (isSet(object)) flags |= mask
    writer.uint(flags)
  }
}

/** Fields may share a bit: it is set when all of its values are there, or, of a bit without values, when its mark is true. */
function compileBit(constructor: TlConstructor, bit: NonNullable<TlField['condition']>): (object: TlObject) => boolean {
  const sharing = constructor.fields.filter(
    ({ condition }) => condition?.flags === bit.flags && condition.bit === bit.bit,
  )
  const values = sharing
    .filter((field) => !isMark(field))
    .map(({ name, type }) => ({ name, accepts: acceptance(type) }))
  if (values.length === 0) return (object) => sharing.some(({ name }) => object[name] === true)
  return (object) => values.every(({ name, accepts }) => accepts(object[name]))
}

/** `flags.3?true`: there is nothing to it but its bit. */
function isMark({ type }: TlField): boolean {
  return type.name === 'true' && !type.vector
}

function acceptance(type: TlType): (value: unknown) => boolean {
  const acceptsItem = primitives.get(type.name)?.accepts ?? isTlObject
  if (!type.vector) return acceptsItem
  // The first item speaks for all: a vector of something else is another layer's.
  return (value) => Array.isArray(value) && (value.length === 0 || acceptsItem(value[0]))
}

function isTlObject(value: unknown): value is TlObject {
  return typeof value === 'object' && value !== null && '_' in value
}

function valueReader(type: TlType): ReadValue {
  const item = itemReader(type)
  return type.vector ? (reader) => reader.vector(item, type.bare) : item
}

function itemReader(type: TlType): ReadValue {
  const primitive = primitives.get(type.name)
  if (primitive) return primitive.read
  if (type.bare) return (reader) => readerOf(bareConstructor(type, reader.catalogue.current))(reader)
  return (reader) => reader.object(type.name)
}

function bareConstructor(type: TlType, layer: ReadonlyMap<string, TlConstructor>): TlConstructor {
  const constructor = layer.get(type.name)
  if (!constructor) throw new TypeError(`no constructor is called ${type.name}`)
  return constructor
}

function valueWriter(type: TlType): WriteValue {
  const item = itemWriter(type)
  if (!type.vector) return item
  return (writer, value) => {
    if (!Array.isArray(value)) throw new TypeError(`expected a vector of ${type.name}`)
    writer.vector(value as unknown[], item, type.bare)
  }
}

function itemWriter(type: TlType): WriteValue {
  const primitive = primitives.get(type.name)
  if (primitive) return primitive.write
  if (type.bare) {
    return (writer, value) => {
      if (!isTlObject(value)) throw new TypeError(`expected a bare ${type.name}`)
      writerOf(bareConstructor(type, writer.layer))(writer, value)
    }
  }
  return (writer, value) => {
    if (!isTlObject(value)) throw new TypeError(`expected a ${type.name}, got ${typeof value}`)
    writeObject(writer, value)
  }
}
