/** Which adapter stands behind an address. The driver of a network database is loaded only where one is configured. */
import { existsSync } from 'node:fs'
import { nameInUrl, parseSqliteUrl, type StoreConfig } from './config/database.js'
import { StreamBotError } from './core/errors.js'
import type { Stores } from './ports/stores.js'
import { openSqliteStores } from './stores/sqlite/open-sqlite-stores.js'

/**
 * @param url of a MongoDB
 * @throws StreamBotError bad_config, store_unavailable
 */
export async function openStores(store: StoreConfig, url: string | null): Promise<Stores> {
  if (store.provider === 'sqlite') return openSqliteStores(store.path)
  const { openMongoStores } = await import('./stores/mongodb/open-mongo-stores.js')
  return openMongoStores(url ?? '', store.databaseName)
}

/** For people: where everything is remembered, without a password. */
export function nameOfStore(store: StoreConfig): string {
  return store.provider === 'sqlite' ? `SQLite (${store.path})` : `MongoDB (${store.databaseName})`
}

/**
 * @param address as people give it to the command line: that of DATABASE_URL, or the path of an SQLite file
 * @param mustExist an SQLite file that is not there is not made
 * @throws StreamBotError bad_config, store_unavailable
 */
export async function openStoresAt(address: string, { mustExist = false } = {}): Promise<Stores> {
  const { store, url } = storeOf(address)
  if (mustExist && store.provider === 'sqlite' && !existsSync(store.path)) {
    throw new StreamBotError('bad_config', `There is no database at ${store.path}`)
  }
  return openStores(store, url)
}

function storeOf(address: string): { readonly store: StoreConfig; readonly url: string | null } {
  if (/^mongodb(\+srv)?:\/\//i.test(address)) {
    return { store: { provider: 'mongodb', databaseName: nameInUrl(address), whenAway: 'wait' }, url: address }
  }
  const path = parseSqliteUrl(address) ?? address
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw new StreamBotError('bad_config', 'A store is sqlite:path/to/file.db or mongodb://host/name')
  }
  return { store: { provider: 'sqlite', path, whenAway: 'wait' }, url: null }
}

/** Documents of a database that is none of ours. @throws StreamBotError bad_config, store_unavailable */
export async function* readCollectionAt(url: string, collection: string): AsyncGenerator<unknown> {
  const name = nameInUrl(url)
  const { readCollection } = await import('./stores/mongodb/read-collection.js')
  yield* readCollection(url, name, collection)
}
