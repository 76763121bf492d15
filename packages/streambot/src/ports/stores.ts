/** Everything that is remembered, behind one door. Which database that is, only `context/` knows. */
import type { AnswerJournal } from './answer-journal.js'
import type { ApiTokenStore } from './api-token-store.js'
import type { AppPasswordStore } from './app-password-store.js'
import type { Archive } from './archive.js'
import type { AuditLog } from './audit-log.js'
import type { BandwidthStore } from './bandwidth-store.js'
import type { BatchStore } from './batch-store.js'
import type { BotLeaseStore } from './bot-lease-store.js'
import type { BanStore } from './ban-store.js'
import type { BroadcastStore } from './broadcast-store.js'
import type { FileStore } from './file-store.js'
import type { KeyStore } from './key-store.js'
import type { LinkStore } from './link-store.js'
import type { SettingStore } from './setting-store.js'
import type { UserStore } from './user-store.js'
import type { WindowStore } from './window-store.js'

/** What a database says of itself. */
export interface StoreCondition {
  /** For people: `SQLite 3.50.1, schema 10`. */
  readonly version: string
  /** null: nothing was found; else what is wrong, as the database says it. */
  readonly damage: string | null
  /** Those that are to be there and are not, for people. */
  readonly missingIndexes: readonly string[]
  /** null: no such thing as replicas. */
  readonly isReplicated: boolean | null
  /** Its clock; null: it has ours. */
  readonly timeMs: number | null
}

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
  readonly appPasswords: AppPasswordStore
  readonly settings: SettingStore
  readonly broadcasts: BroadcastStore
  readonly batches: BatchStore
  readonly audit: AuditLog
  readonly answers: AnswerJournal
  /** Who of several instances talks to people; null: one process has the database to itself. */
  readonly leases: BotLeaseStore | null
  readonly archive: Archive
  /** Resolves when the database takes writes right now. @throws StreamBotError store_unavailable */
  check(): Promise<void>
  /** Looks through it without keeping others waiting; of a large one that takes as long as reading it. Changes nothing. @throws StreamBotError store_unavailable */
  examine(signal: AbortSignal): Promise<StoreCondition>
}
