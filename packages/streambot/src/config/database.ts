/** Where links and keys are kept. The address may hold a password, so it is never repeated in a message. */
import { join } from 'node:path'
import type { EnvReader } from './env-reader.js'

export type StoreConfig = { readonly provider: 'sqlite'; readonly path: string }

export function readStore(reader: EnvReader, dataDirectory: string): StoreConfig {
  const name = 'DATABASE_URL'
  const url = reader.textOf(name, 'MONGODB_URI')
  const fallback: StoreConfig = { provider: 'sqlite', path: join(dataDirectory, 'streambot.db') }
  if (url === null) return fallback
  if (/^mongodb(\+srv)?:/i.test(url)) {
    reader.invalid(name, 'names a MongoDB, but MongoDB is not supported yet by this version: remove it to use SQLite')
    return fallback
  }
  const path = /^(?:sqlite|file):(?:\/\/)?(.+)$/i.exec(url)?.[1]
  if (path !== undefined) return { provider: 'sqlite', path }
  reader.invalid(name, 'must look like sqlite:path/to/file.db; remove it to keep the database in the data directory')
  return fallback
}
