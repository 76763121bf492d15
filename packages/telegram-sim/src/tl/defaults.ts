/** What an older layer's required field is given when today's object has nothing for it: zero, empty, or the plainest constructor. */
import { primitives } from './primitives.js'
import type { TlConstructor, TlField, TlType } from './schema.js'
import type { TlObject } from './codec.js'

export function emptyOf(type: TlType, layer: ReadonlyMap<string, TlConstructor>, depth = 0): unknown {
  if (type.vector) return []
  const primitive = primitives.get(type.name)
  if (primitive) return primitive.empty
  if (depth > 4) throw new TypeError(`no plain ${type.name}`)
  return plainest(type.name, layer, depth)
}

function plainest(type: string, layer: ReadonlyMap<string, TlConstructor>, depth: number): TlObject {
  const candidates = [...layer.values()].filter((each) => each.kind === 'class' && each.result.name === type)
  candidates.sort((left, right) => requiredFields(left).length - requiredFields(right).length)
  const chosen = candidates[0]
  if (!chosen) throw new TypeError(`no constructor of ${type}`)
  return {
    _: chosen.name,
    ...Object.fromEntries(requiredFields(chosen).map((field) => [field.name, emptyOf(field.type, layer, depth + 1)])),
  }
}

function requiredFields({ fields }: TlConstructor): TlField[] {
  return fields.filter(({ condition, type }) => !condition && type.name !== '#')
}
