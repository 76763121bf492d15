/** Where everything is remembered. The address of a MongoDB may hold a password, so it is a secret and never repeated in a message. */
import { join } from 'node:path'
import type { EnvReader } from './env-reader.js'

export type StoreConfig =
  | { readonly provider: 'sqlite'; readonly path: string; readonly whenAway: WhenAway }
  /** Its address is among the secrets. */
  | { readonly provider: 'mongodb'; readonly databaseName: string; readonly whenAway: WhenAway }

/** What a start does while the database does not answer. */
export type WhenAway = 'wait' | 'start'

export interface StoreSettings {
  readonly store: StoreConfig
  /** null: none is needed. */
  readonly url: string | null
}

const DEFAULT_DATABASE_NAME = 'streambot'
/** mongodb.com/docs/manual/reference/limits: what no file system and no namespace minds. */
const DATABASE_NAME = /^[A-Za-z0-9_-]{1,63}$/

export function readStore(reader: EnvReader, dataDirectory: string): StoreSettings {
  const name = 'DATABASE_URL'
  const url = reader.textOf(name, 'MONGODB_URI')
  const databaseName = readDatabaseName(reader)
  const whenAway = reader.choice('DATABASE_WHEN_AWAY', ['wait', 'start']) ?? 'wait'
  const sqlite = (path: string): StoreSettings => ({ store: { provider: 'sqlite', path, whenAway }, url: null })
  if (url === null) return sqlite(join(dataDirectory, 'streambot.db'))
  if (/^mongodb(\+srv)?:\/\//i.test(url)) {
    const store = { provider: 'mongodb', databaseName: databaseName ?? nameInUrl(url), whenAway } as const
    return { store, url }
  }
  const path = parseSqliteUrl(url)
  if (path !== null) return sqlite(path)
  reader.invalid(
    name,
    'must look like sqlite:path/to/file.db or mongodb://host/name; remove it to keep the database in the data directory',
  )
  return sqlite(join(dataDirectory, 'streambot.db'))
}

/** The path in `sqlite:path/to/file.db`; null for other addresses. */
export function parseSqliteUrl(url: string): string | null {
  return /^(?:sqlite|file):(?:\/\/)?(.+)$/i.exec(url)?.[1] ?? null
}

/** What stands behind the last slash of the address, else our own. */
export function nameInUrl(url: string): string {
  const name = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/i.exec(url)?.[1] ?? ''
  return DATABASE_NAME.test(name) ? name : DEFAULT_DATABASE_NAME
}

function readDatabaseName(reader: EnvReader): string | null {
  const name = reader.text('DATABASE_NAME')
  if (name !== null && !DATABASE_NAME.test(name)) {
    reader.invalid('DATABASE_NAME', 'may have up to 63 letters, digits, - and _ only')
  }
  return name
}
