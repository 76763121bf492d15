/** Says of each command that the driver sends whether a declared index answers it, from the command alone: no server has to explain. */
import type { CommandStartedEvent } from 'mongodb'
import type { Index } from './indexes.js'

type Fields = Readonly<Record<string, unknown>>
type Key = Index['key']

/** What one command asks of one collection. */
export interface Query {
  readonly collection: string
  readonly filter: Fields
  readonly sort: Key
  readonly isLimited: boolean
}

/** Commands that look nothing up, or count by what the server knows of a collection without reading it. */
const LOOKS_NOTHING_UP: readonly string[] = [
  'insert',
  'createIndexes',
  'listIndexes',
  'explain',
  'count',
  'endSessions',
  'hello',
  'buildInfo',
  'buildinfo',
  'listCollections',
]

/** @throws Error for a command that nobody has thought of here */
export function queriesOf({ commandName, command }: Pick<CommandStartedEvent, 'commandName' | 'command'>): Query[] {
  const collection = String(command[commandName])
  const toQuery = (filter: unknown, sort: unknown, isLimited: boolean): Query => {
    return { collection, filter: toFields(filter), sort: toFields(sort) as Key, isLimited }
  }
  const each = (entries: unknown, name: string) =>
    (entries as readonly Fields[]).map((entry) => toQuery(entry[name], {}, false))
  switch (commandName) {
    case 'find':
      return [toQuery(command['filter'], command['sort'], command['limit'] !== undefined)]
    case 'findAndModify':
      return [toQuery(command['query'], command['sort'], true)]
    case 'update':
      return each(command['updates'], 'q')
    case 'delete':
      return each(command['deletes'], 'q')
    case 'aggregate': {
      const [first] = (command['pipeline'] ?? []) as readonly Fields[]
      if (first?.['$match'] === undefined) throw new Error('What is not narrowed down first reads everything')
      return [toQuery(first['$match'], {}, false)]
    }
    default:
      if (LOOKS_NOTHING_UP.includes(commandName) && command['query'] === undefined) return []
      throw new Error(`Whether an index answers ${commandName} has to be said here first`)
  }
}

/** The same for all queries that differ in values only, those of one list included. */
export function shapeOf({ collection, filter, sort, isLimited }: Query): string {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.some(isFields) ? value.map(shape) : '[…]'
    return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, it]) => [name, shape(it)])) : '…'
  }
  return JSON.stringify([collection, shape(filter), sort, isLimited])
}

export function isCovered({ collection, filter, sort, isLimited }: Query, indexes: readonly Index[]): boolean {
  const own = indexes.filter((index) => index.collection === collection).map(({ key }) => key)
  const keys: readonly Key[] = [{ _id: 1 }, ...own]
  return keys.some((key) => answers(key, filter, sort, isLimited)) || isEachCovered()

  /** Each alternative may have an index of its own, as long as nothing has to be put in order. */
  function isEachCovered(): boolean {
    const { $or: alternatives, ...common } = filter
    if (!Array.isArray(alternatives) || Object.keys(sort).length > 0) return false
    return alternatives.every((alternative: Fields) =>
      keys.some((key) => answers(key, { ...common, ...alternative }, sort, isLimited)),
    )
  }
}

/** The index is entered where the filter says, or read from its beginning to a limit, and gives the order asked for. */
function answers(key: Key, filter: Fields, sort: Key, isLimited: boolean): boolean {
  const [first = ''] = Object.keys(key)
  if (narrows(filter[first])) return givesOrder(key, filter, sort)
  return Object.keys(filter).length === 0 && isLimited && Object.keys(sort).length > 0 && givesOrder(key, filter, sort)
}

/** What is null, as most of what may be, narrows nothing down. */
function narrows(condition: unknown): boolean {
  if (condition === undefined || condition === null) return false
  return !isFields(condition) || ['$in', '$lt', '$lte', '$gt', '$gte'].some((operator) => operator in condition)
}

/** The order begins behind fields of which the filter leaves one value only, forwards or backwards throughout. */
function givesOrder(key: Key, filter: Fields, sort: Key): boolean {
  const wanted = Object.entries(sort)
  const fields = Object.entries(key)
  const fixed = fields.findIndex(([field]) => filter[field] === undefined || isFields(filter[field]))
  for (let from = 0; from <= (fixed === -1 ? fields.length : fixed); from++) {
    const turns = wanted.map(([field, way], at) => (fields[from + at]?.[0] === field ? way * fields[from + at]![1] : 0))
    if (turns.every((turn) => turn === 1) || turns.every((turn) => turn === -1)) return true
  }
  return false
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** The driver keeps a sort as a map. */
function toFields(value: unknown): Fields {
  if (value instanceof Map) return Object.fromEntries(value) as Fields
  return (value ?? {}) as Fields
}
