/** Everything that is remembered, behind one door. Which database that is, only `context.ts` knows. */
import type { AnswerJournal } from './answer-journal.js'
import type { ApiTokenStore } from './api-token-store.js'
import type { Archive } from './archive.js'
import type { AuditLog } from './audit-log.js'
import type { BandwidthStore } from './bandwidth-store.js'
import type { BatchStore } from './batch-store.js'
import type { BanStore } from './ban-store.js'
import type { BroadcastStore } from './broadcast-store.js'
import type { FileStore } from './file-store.js'
import type { KeyStore } from './key-store.js'
import type { LinkStore } from './link-store.js'
import type { SettingStore } from './setting-store.js'
import type { UserStore } from './user-store.js'
import type { WindowStore } from './window-store.js'

export interface Stores extends AsyncDisposable {
  /** For people: `SQLite (data/streambot.db)`; never a password. */
  readonly name: string
  readonly keys: KeyStore
  readonly links: LinkStore
  readonly files: FileStore
  readonly users: UserStore
  readonly bandwidth: BandwidthStore
  readonly windows: WindowStore
  readonly bans: BanStore
  readonly tokens: ApiTokenStore
  readonly settings: SettingStore
  readonly broadcasts: BroadcastStore
  readonly batches: BatchStore
  readonly audit: AuditLog
  readonly answers: AnswerJournal
  readonly archive: Archive
  /** Resolves when the database takes writes right now. @throws StreamBotError store_unavailable */
  check(): Promise<void>
}
