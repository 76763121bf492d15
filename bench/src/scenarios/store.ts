/**
 * What each verb of a store costs with a thousand links and with very many. Durable verbs wait for the disk, and then tell more of it than
 * of the database.
 */
import type { Databases } from '../databases.js'
import { type Bench, defineScenario } from '../scenario.js'
import type { StoreSpeed } from '../store-speed.js'

/** It takes a tenth of a second for some verbs. */
const STAND_IN_WORK = { rounds: 3, operations: 20 }

export const store = defineScenario({
  name: 'store',
  shows: 'verbs of each store in a second, with few links and with many',
  settings: { links: 1_000_000, fewLinks: 1000, rounds: 15, operations: 100 },
  quick: { links: 5000, rounds: 3, operations: 20 },
  goals: () => [{ key: 'worstRatio', atMost: 1.5 }],
  async run(settings, bench) {
    const { Databases } = await import('../databases.js')
    const { VERBS } = await import('../store-verbs.js')
    await using databases = await Databases.start()
    const memory = await ofMemory(bench, settings)
    const sqlite = await ofSqlite(bench, databases, settings)
    const mongodb = await ofMongodb(bench, databases, settings)
    return {
      ...worstOf({ sqlite, mongodb }),
      durable: VERBS.filter(({ isDurable }) => isDurable).map(({ name }) => name),
      sqlite,
      mongodb,
      mongodbIs: databases.mongodbIs,
      memory,
      memoryIs: 'with few links only: it keeps no more than 10,000',
    }
  },
})

interface StoreSettings {
  readonly links: number
  readonly fewLinks: number
  readonly rounds: number
  readonly operations: number
}

async function ofMemory(bench: Bench, { fewLinks, ...work }: StoreSettings): Promise<StoreSpeed> {
  const { openMemoryStores } = await import('streambot')
  const { speedOf } = await import('../store-speed.js')
  await using stores = openMemoryStores()
  return await speedOf(bench, 'memory', { few: { stores, links: fewLinks }, many: null }, work)
}

async function ofSqlite(bench: Bench, databases: Databases, settings: StoreSettings): Promise<StoreSpeed> {
  const { speedOf } = await import('../store-speed.js')
  await using few = await databases.sqlite().open()
  await using many = await databases.sqlite().open()
  const sides = { few: { stores: few, links: settings.fewLinks }, many: { stores: many, links: settings.links } }
  return await speedOf(bench, 'sqlite', sides, settings)
}

/** null: there is none. */
async function ofMongodb(bench: Bench, databases: Databases, settings: StoreSettings): Promise<StoreSpeed | null> {
  const { speedOf } = await import('../store-speed.js')
  const [fewDatabase, manyDatabase] = [databases.mongodb(), databases.mongodb()]
  if (!fewDatabase || !manyDatabase) return null
  await using few = await fewDatabase.open()
  const fewSide = { stores: few, links: settings.fewLinks }
  if (databases.isStandIn) return await speedOf(bench, 'mongodb', { few: fewSide, many: null }, STAND_IN_WORK)
  await using many = await manyDatabase.open()
  const sides = { few: fewSide, many: { stores: many, links: settings.links } }
  return await speedOf(bench, 'mongodb', sides, settings)
}

function worstOf(speeds: Readonly<Record<string, StoreSpeed | null>>): { worstRatio: number; worstVerb: string } {
  const all = Object.entries(speeds).flatMap(([store, speed]) =>
    Object.entries(speed?.ratio ?? {}).map(([verb, ratio]) => ({ worstRatio: ratio, worstVerb: `${store} ${verb}` })),
  )
  return all.reduce((worst, one) => (one.worstRatio > worst.worstRatio ? one : worst))
}
