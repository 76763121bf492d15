/** The database of a server, looked into and written to beside it or while it is stopped. */
import { join } from 'node:path'
import { openStores } from 'streambot'
import type { TestServer } from './test-server.js'

type Stores = Awaited<ReturnType<typeof openStores>>

export function openSqlite(path: string): Promise<Stores> {
  return openStores({ provider: 'sqlite', path, whenAway: 'wait' }, null)
}

/** The one in the data directory. */
export function databaseOf({ directory }: TestServer): Promise<Stores> {
  return openSqlite(join(directory, 'streambot.db'))
}
