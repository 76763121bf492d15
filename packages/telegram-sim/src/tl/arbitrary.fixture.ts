/** Arbitrary objects of a constructor, drawn by its declaration: for property tests of the codec. */
import fc from 'fast-check'
import Long from 'long'
import { catalogue } from './catalogue.js'
import type { TlObject } from './codec.js'
import type { TlConstructor, TlField, TlType } from './schema.js'

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const primitives = new Map<string, fc.Arbitrary<unknown>>([
  ['int', int],
  ['long', fc.tuple(int, int).map(([low, high]) => new Long(low, high))],
  ['int53', fc.maxSafeNat()],
  ['double', fc.double({ noNaN: true })],
  ['string', fc.string({ unit: 'grapheme', maxLength: 300 })],
  ['bytes', fc.uint8Array({ maxLength: 300 })],
  ['Bool', fc.boolean()],
  ['int128', fc.uint8Array({ minLength: 16, maxLength: 16 })],
  ['int256', fc.uint8Array({ minLength: 32, maxLength: 32 })],
])

const builtIn = new Set([...primitives.keys(), '#', 'true', 'X'])

const byType = new Map<string, TlConstructor[]>()
for (const each of catalogue.current.values()) {
  if (each.kind === 'class') byType.set(each.result.name, [...(byType.get(each.result.name) ?? []), each])
}

/** Deep enough to meet every kind of field; below that only the shortest constructors. */
const depthLimit = 2

/** Draws objects that hold only constructors `allowed` in them, at any depth. */
export class ArbitraryObjects {
  readonly #possible: Map<string, TlConstructor[]>

  constructor(allowed: (constructor: TlConstructor) => boolean = () => true) {
    this.#possible = possibleConstructors(allowed)
  }

  of(constructor: TlConstructor, depth = 0): fc.Arbitrary<TlObject> {
    const fields = constructor.fields.filter(({ type }) => type.name !== '#')
    return fc
      .record(Object.fromEntries(fields.map((field) => [field.name, this.#field(field, depth)])))
      .map((drawn) => withWholeGroups(constructor, { _: constructor.name, ...drawn }))
  }

  #field({ type, condition }: TlField, depth: number): fc.Arbitrary<unknown> {
    if (type.name === 'true') return fc.boolean()
    if (!condition) return this.#value(type, depth)
    if (depth >= depthLimit || (!primitives.has(type.name) && this.#candidates(type.name).length === 0))
      return fc.constant(undefined)
    return fc.option(this.#value(type, depth), { nil: undefined })
  }

  #value(type: TlType, depth: number): fc.Arbitrary<unknown> {
    // Required vectors may hold what holds them.
    if (type.vector && depth >= depthLimit) return fc.constant([])
    const item = primitives.get(type.name) ?? this.#boxed(type.name, depth + 1)
    // An optional vector of nothing is written by some clients as no vector.
    return type.vector ? fc.array(item, { minLength: 1, maxLength: 2 }) : item
  }

  #boxed(type: string, depth: number): fc.Arbitrary<TlObject> {
    if (type === 'X') return fc.constant({ _: 'help.getConfig' })
    const candidates = this.#candidates(type)
    const shortest = [...candidates].sort((a, b) => required(a) - required(b)).slice(0, 1)
    return fc.oneof(...(depth >= depthLimit ? shortest : candidates).map((each) => this.of(each, depth)))
  }

  /** False for a constructor that requires what no allowed one can make. */
  canMake({ name, result }: TlConstructor): boolean {
    return this.#candidates(result.name).some((each) => each.name === name)
  }

  #candidates(type: string): TlConstructor[] {
    return this.#possible.get(type) ?? []
  }
}

/** The allowed constructors by type, without those that require what no allowed one can make. */
function possibleConstructors(allowed: (constructor: TlConstructor) => boolean): Map<string, TlConstructor[]> {
  let possible = new Map([...byType].map(([type, all]) => [type, all.filter(allowed)]))
  for (let isStable = false; !isStable;) {
    const previous = possible
    const canBeMade = ({ type, condition }: TlField) =>
      condition !== null || builtIn.has(type.name) || (previous.get(type.name) ?? []).length > 0
    possible = new Map([...previous].map(([type, all]) => [type, all.filter(({ fields }) => fields.every(canBeMade))]))
    isStable = [...possible].every(([type, all]) => all.length === previous.get(type)?.length)
  }
  return possible
}

function required({ fields }: TlConstructor): number {
  const objects = fields.filter(
    ({ type, condition }) => !condition && !type.vector && type.name !== '#' && !primitives.has(type.name),
  )
  return fields.length + objects.length * 100
}

/** Fields that share a flag come and go together. */
function withWholeGroups({ fields }: TlConstructor, object: TlObject): TlObject {
  const absent = new Set(
    fields.filter(({ name, condition }) => condition && object[name] === undefined).map((field) => flagOf(field)),
  )
  const kept = fields.filter((field) => !absent.has(flagOf(field)) || !field.condition).map(({ name }) => name)
  return Object.fromEntries(Object.entries(object).filter(([name]) => name === '_' || kept.includes(name))) as TlObject
}

function flagOf({ condition }: TlField): string {
  return condition ? `${condition.flags}.${condition.bit}` : ''
}
