/** Where everything is remembered. The address of a MongoDB may hold a password, so it is a secret and never repeated in a message. */
import { join } from 'node:path'
import { StreamBotError } from '../core/errors.js'
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

/** A user name or password: what has a meaning in an address is percent-encoded, or else a part of the password is taken for the host. */
const CREDENTIAL = String.raw`(?:[^:/?#[\]@%]|%[0-9a-f]{2})`
const HOST = String.raw`(?:\[[^\]]+\]|[^:/?#[\]@,]+)(?::\d{1,5})?`
/** mongodb.com/docs/manual/reference/connection-string */
const MONGODB_URL = new RegExp(
  String.raw`^mongodb(?:\+srv)?://(?:${CREDENTIAL}+(?::${CREDENTIAL}*)?@)?${HOST}(?:,${HOST})*(?:/(?<name>[^/?#@]*))?(?:\?.*)?$`,
  'is',
)

export function readStore(reader: EnvReader, dataDirectory: string): StoreSettings {
  const name = 'DATABASE_URL'
  const url = reader.textOf(name, 'MONGODB_URI')
  const databaseName = readDatabaseName(reader)
  const whenAway = reader.choice('DATABASE_WHEN_AWAY', ['wait', 'start']) ?? 'wait'
  const sqlite = (path: string): StoreSettings => ({ store: { provider: 'sqlite', path, whenAway }, url: null })
  if (url === null) return sqlite(join(dataDirectory, 'streambot.db'))
  if (/^mongodb(\+srv)?:\/\//i.test(url)) {
    const named = readNameInUrl(url, databaseName)
    if (!named.ok) reader.invalid(name, named.problem)
    return { store: { provider: 'mongodb', databaseName: named.ok ? named.databaseName : '', whenAway }, url }
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

/**
 * What stands behind the last slash of an address such as DATABASE_URL takes, else our own.
 * @throws StreamBotError bad_config, which does not repeat the address
 */
export function nameInUrl(url: string): string {
  const named = readNameInUrl(url, null)
  if (named.ok) return named.databaseName
  throw new StreamBotError('bad_config', `DATABASE_URL ${named.problem}`)
}

type NameInUrl =
  | { readonly ok: true; readonly databaseName: string }
  /** The end of a sentence that says what to change. */
  | { readonly ok: false; readonly problem: string }

/** @param chosen the database to use, whatever the address says: there it is the one to log in at; null: the one in the address */
function readNameInUrl(url: string, chosen: string | null): NameInUrl {
  const parts = MONGODB_URL.exec(url)
  if (!parts) {
    const problem =
      'is no address of a MongoDB, such as mongodb://user:password@host/name: in a user name or password, characters with a meaning in ' +
      'addresses have to be percent-encoded: @ as %40, / as %2F, : as %3A, ? as %3F, # as %23, % as %25'
    return { ok: false, problem }
  }
  if (chosen !== null) return { ok: true, databaseName: chosen }
  const databaseName = parts.groups?.['name'] || DEFAULT_DATABASE_NAME
  if (DATABASE_NAME.test(databaseName)) return { ok: true, databaseName }
  const problem =
    'names a database that cannot be used: its name may have up to 63 letters, digits, - and _ only. ' +
    'If it is only the one to log in at, name the one to use in DATABASE_NAME'
  return { ok: false, problem }
}

function readDatabaseName(reader: EnvReader): string | null {
  const name = reader.text('DATABASE_NAME')
  if (name !== null && !DATABASE_NAME.test(name)) {
    reader.invalid('DATABASE_NAME', 'may have up to 63 letters, digits, - and _ only')
  }
  return name
}
