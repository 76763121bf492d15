/** One SQLite file behind all ports. */
import type { Stores } from '../../ports/stores.js'
import { examineSqlite } from './examine.js'
import { SqliteAnswerJournal } from './sqlite-answer-journal.js'
import { SqliteApiTokenStore } from './sqlite-api-token-store.js'
import { SqliteAppPasswordStore } from './sqlite-app-password-store.js'
import { SqliteArchive } from './sqlite-archive.js'
import { SqliteAuditLog } from './sqlite-audit-log.js'
import { SqliteBanStore } from './sqlite-ban-store.js'
import { SqliteBandwidthStore } from './sqlite-bandwidth-store.js'
import { SqliteBatchStore } from './sqlite-batch-store.js'
import { SqliteBroadcastStore } from './sqlite-broadcast-store.js'
import { SqliteConnection } from './sqlite-connection.js'
import { SqliteFileStore } from './sqlite-file-store.js'
import { SqliteKeyStore } from './sqlite-key-store.js'
import { SqliteLinkStore } from './sqlite-link-store.js'
import { SqliteSettingStore } from './sqlite-setting-store.js'
import { SqliteUserStore } from './sqlite-user-store.js'
import { SqliteWindowStore } from './sqlite-window-store.js'

/** @throws StreamBotError bad_config (a path that cannot be used, another kind of file, a newer schema), store_unavailable */
export async function openSqliteStores(path: string): Promise<Stores> {
  const connection = await SqliteConnection.open(path)
  try {
    return await connection.run(() => createSqliteStores(connection))
  } catch (error) {
    connection.close()
    throw error
  }
}

/** @param connection closed when the stores are disposed of */
export function createSqliteStores(connection: SqliteConnection): Stores {
  // Reading may go on where writing does not: on a full disk, or in a file that was made read-only.
  const write = connection.prepare('UPDATE health SET checks = checks + 1 WHERE id = 1')
  const version = connection.prepare<[], { readonly version: string }>('SELECT sqlite_version() AS version')
  return {
    name: `SQLite (${connection.database.name})`,
    keys: new SqliteKeyStore(connection),
    links: new SqliteLinkStore(connection),
    files: new SqliteFileStore(connection),
    users: new SqliteUserStore(connection),
    bandwidth: new SqliteBandwidthStore(connection),
    windows: new SqliteWindowStore(connection),
    bans: new SqliteBanStore(connection),
    tokens: new SqliteApiTokenStore(connection),
    appPasswords: new SqliteAppPasswordStore(connection),
    settings: new SqliteSettingStore(connection),
    broadcasts: new SqliteBroadcastStore(connection),
    batches: new SqliteBatchStore(connection),
    audit: new SqliteAuditLog(connection),
    answers: new SqliteAnswerJournal(connection),
    leases: null,
    archive: new SqliteArchive(connection),
    async check() {
      await connection.run(() => write.run())
    },
    examine: (signal) => examineSqlite(connection, () => connection.run(() => version.get()?.version ?? ''), signal),
    [Symbol.asyncDispose]() {
      connection.close()
      return Promise.resolve()
    },
  }
}
