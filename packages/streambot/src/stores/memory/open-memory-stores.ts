/** Stores that forget everything at exit and the oldest records when full: a stand-in for a database, and a double for tests. */
import type { Stores } from '../../ports/stores.js'
import { MemoryAnswerJournal } from './memory-answer-journal.js'
import { MemoryApiTokenStore } from './memory-api-token-store.js'
import { MemoryAppPasswordStore } from './memory-app-password-store.js'
import { MemoryArchive } from './memory-archive.js'
import { MemoryAuditLog } from './memory-audit-log.js'
import { MemoryBanStore } from './memory-ban-store.js'
import { MemoryBandwidthStore } from './memory-bandwidth-store.js'
import { MemoryBatchStore } from './memory-batch-store.js'
import { MemoryBotLeaseStore } from './memory-bot-lease-store.js'
import { MemoryBroadcastStore } from './memory-broadcast-store.js'
import { MemoryFileStore } from './memory-file-store.js'
import { MemoryKeyStore } from './memory-key-store.js'
import { MemoryLinkStore } from './memory-link-store.js'
import { MemorySettingStore } from './memory-setting-store.js'
import { MemoryUserStore } from './memory-user-store.js'
import { MemoryWindowStore } from './memory-window-store.js'

export function openMemoryStores(): Stores {
  const stores = {
    keys: new MemoryKeyStore(),
    links: new MemoryLinkStore(),
    files: new MemoryFileStore(),
    users: new MemoryUserStore(),
    bandwidth: new MemoryBandwidthStore(),
    windows: new MemoryWindowStore(),
    bans: new MemoryBanStore(),
    tokens: new MemoryApiTokenStore(),
    appPasswords: new MemoryAppPasswordStore(),
    settings: new MemorySettingStore(),
    broadcasts: new MemoryBroadcastStore(),
    batches: new MemoryBatchStore(),
    audit: new MemoryAuditLog(),
    answers: new MemoryAnswerJournal(),
    leases: new MemoryBotLeaseStore(),
  }
  return {
    name: 'memory',
    ...stores,
    archive: new MemoryArchive(stores),
    check: () => Promise.resolve(),
    examine: () =>
      Promise.resolve({ version: 'memory', damage: null, missingIndexes: [], isReplicated: null, timeMs: null }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
