/**
 * Constructors as data. The schema is shared with the client library as JSON; its code is not.
 * Names of constructors stay as in the schema, names of fields become camelCase, as in the types of `tl`.
 */
import { createRequire } from 'node:module'

export interface TlType {
  readonly name: string
  readonly vector: boolean
  /** Written without a constructor id (and, of a vector, without the vector's). */
  readonly bare: boolean
}

export interface TlField {
  readonly name: string
  readonly type: TlType
  /** `flags.3?…`: the name of the flags field and the bit. */
  readonly condition: { readonly flags: string; readonly bit: number } | null
}

export interface TlConstructor {
  readonly name: string
  readonly id: number
  readonly kind: 'class' | 'method'
  readonly fields: readonly TlField[]
  readonly result: TlType
  /** From a layer before today's. */
  readonly older?: boolean
}

interface JsonModifiers {
  predicate?: string
  isVector?: boolean
  isBareVector?: boolean
  isBareType?: boolean
}

interface JsonEntry {
  kind: 'class' | 'method'
  name: string
  id: number
  type: string
  typeModifiers?: JsonModifiers
  arguments: { name: string; type: string; typeModifiers?: JsonModifiers }[]
}

const require = createRequire(import.meta.url)
const api = require('@mtcute/core/tl/api-schema.json') as { l: number; e: JsonEntry[] }
const mtp = require('@mtcute/core/tl/mtp-schema.json') as JsonEntry[]

/** The newest layer known: the one the shapes of `tl` describe. */
export const currentLayer = api.l

/** Without what the client library added to the schema for its own use. */
export const apiConstructors: readonly TlConstructor[] = api.e
  .filter(({ name }) => !name.startsWith('mtcute.'))
  .map(toConstructor)

/** Service messages. The JSON marks every one a class; those a client sends are methods only in spirit. */
export const mtprotoConstructors: readonly TlConstructor[] = [
  ...mtp.map(toConstructor),
  // Clients older than data centre ids in this message still send it; the JSON has only its successor.
  withoutField(mtp.map(toConstructor), 'mt_p_q_inner_data_dc', 'dc', 'mt_p_q_inner_data', 0x83c95aec),
  withoutField(mtp.map(toConstructor), 'mt_p_q_inner_data_temp_dc', 'dc', 'mt_p_q_inner_data_temp', 0x3c6a84d4),
  {
    name: 'mt_req_pq',
    id: 0x60469778,
    kind: 'class',
    fields: [{ name: 'nonce', type: plain('int128'), condition: null }],
    result: plain('ResPQ'),
  },
]

export function camelCase(name: string): string {
  return name.replace(/(?<=.)_([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase())
}

function plain(name: string): TlType {
  return { name, vector: false, bare: false }
}

function toConstructor(entry: JsonEntry): TlConstructor {
  return {
    name: entry.name,
    id: entry.id >>> 0,
    kind: entry.kind,
    result: toType(entry.type, entry.typeModifiers),
    fields: entry.arguments.map(({ name, type, typeModifiers }) => ({
      name: camelCase(name),
      type: toType(type, typeModifiers),
      condition: typeModifiers?.predicate ? toCondition(typeModifiers.predicate) : null,
    })),
  }
}

function toType(name: string, modifiers: JsonModifiers = {}): TlType {
  return {
    name: name.replace(/^!/, ''),
    vector: Boolean(modifiers.isVector ?? modifiers.isBareVector),
    bare: Boolean(modifiers.isBareVector ?? modifiers.isBareType),
  }
}

export function toCondition(predicate: string): { flags: string; bit: number } {
  const [flags = '', bit = ''] = predicate.split('.')
  return { flags, bit: Number(bit) }
}

function withoutField(all: TlConstructor[], like: string, without: string, name: string, id: number): TlConstructor {
  const model = all.find((each) => each.name === like)
  if (!model) throw new Error(`the schema has no ${like}`)
  return { ...model, name, id, fields: model.fields.filter((each) => each.name !== without) }
}
