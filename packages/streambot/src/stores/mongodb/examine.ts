/** What a MongoDB says of itself: a few small commands. */
import type { Db, Document } from 'mongodb'
import type { StoreCondition } from '../../ports/stores.js'
import { INDEXES, type Index } from './indexes.js'

export async function examineMongo(database: Db): Promise<StoreCondition> {
  const [hello, build, missing] = await Promise.all([
    database.command({ hello: 1 }),
    database.admin().buildInfo(),
    missingIndexes(database),
  ])
  const { setName, msg, localTime } = hello
  return {
    version: `MongoDB ${String(build['version'])}`,
    damage: null,
    missingIndexes: missing,
    // `isdbgrid` is what a router of a sharded cluster says.
    isReplicated: typeof setName === 'string' || msg === 'isdbgrid',
    timeMs: localTime instanceof Date ? localTime.getTime() : null,
  }
}

async function missingIndexes(database: Db): Promise<string[]> {
  const collections = new Set(INDEXES.map(({ collection }) => collection))
  const known = new Map<string, readonly Document[]>()
  for (const name of collections) known.set(name, await indexesOf(database, name))
  return INDEXES.filter((index) => !known.get(index.collection)?.some((it) => isThis(index, it))).map(
    ({ collection, key }) => `${collection} (${Object.keys(key).join(', ')})`,
  )
}

/** A collection that nothing was written to has none. */
async function indexesOf(database: Db, name: string): Promise<readonly Document[]> {
  const [found] = await database.listCollections({ name }, { nameOnly: true }).toArray()
  return found ? database.collection(name).indexes() : []
}

/** In the same order: it counts. */
function isThis({ key, unique = false }: Index, found: Document): boolean {
  const isUnique = found['unique'] === true
  return JSON.stringify(found['key']) === JSON.stringify(key) && isUnique === unique
}
