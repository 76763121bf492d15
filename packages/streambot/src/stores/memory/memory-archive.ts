import { SlidingWindow } from '../../core/sliding-window.js'
import type { Archive, ArchiveRecord } from '../../ports/archive.js'
import type { MemoryApiTokenStore } from './memory-api-token-store.js'
import type { MemoryAppPasswordStore } from './memory-app-password-store.js'
import type { MemoryAuditLog } from './memory-audit-log.js'
import type { MemoryBanStore } from './memory-ban-store.js'
import { userKey, type MemoryBandwidthStore } from './memory-bandwidth-store.js'
import type { MemoryBatchStore } from './memory-batch-store.js'
import type { MemoryBroadcastStore } from './memory-broadcast-store.js'
import type { MemoryFileStore } from './memory-file-store.js'
import type { MemoryKeyStore } from './memory-key-store.js'
import { readerKey, type MemoryLinkStore } from './memory-link-store.js'
import type { MemorySettingStore } from './memory-setting-store.js'
import type { MemoryUserStore } from './memory-user-store.js'
import type { MemoryWindowStore } from './memory-window-store.js'

export interface ArchivedStores {
  readonly keys: MemoryKeyStore
  readonly links: MemoryLinkStore
  readonly files: MemoryFileStore
  readonly users: MemoryUserStore
  readonly bandwidth: MemoryBandwidthStore
  readonly windows: MemoryWindowStore
  readonly bans: MemoryBanStore
  readonly tokens: MemoryApiTokenStore
  readonly appPasswords: MemoryAppPasswordStore
  readonly settings: MemorySettingStore
  readonly broadcasts: MemoryBroadcastStore
  readonly batches: MemoryBatchStore
  readonly audit: MemoryAuditLog
}

/** Reads and fills the maps of all stores. */
export class MemoryArchive implements Archive {
  constructor(private readonly stores: ArchivedStores) {}

  /** As they are when the first is asked for. */
  async *records(): AsyncGenerator<ArchiveRecord> {
    yield* await Promise.resolve([...this.#all()])
  }

  restore(records: readonly ArchiveRecord[]): Promise<void> {
    for (const record of records) this.#put(record)
    return Promise.resolve()
  }

  *#all(): Generator<ArchiveRecord> {
    const { keys, links, files, users, bandwidth, windows, bans, tokens, settings, broadcasts, batches, audit } =
      this.stores
    for (const value of keys.keys.values()) yield { kind: 'key', value }
    for (const value of links.links.values()) yield { kind: 'link', value }
    for (const value of links.readers.values()) yield { kind: 'reader', value }
    for (const value of files.files.values()) yield { kind: 'file', value }
    for (const value of users.users.values()) yield { kind: 'user', value }
    for (const [month, bytes] of bandwidth.ofService) yield { kind: 'bandwidth', value: { month, userId: null, bytes } }
    for (const value of bandwidth.ofUsers.values()) yield { kind: 'bandwidth', value }
    for (const [key, { window, windowMs }] of windows.windows) {
      yield { kind: 'window', value: { key, windowMs, moments: window.moments } }
    }
    for (const value of bans.bans.values()) yield { kind: 'ban', value }
    for (const value of tokens.tokens.values()) yield { kind: 'token', value }
    for (const value of this.stores.appPasswords.passwords.values()) yield { kind: 'app_password', value }
    for (const value of settings.settings.values()) yield { kind: 'setting', value }
    for (const value of broadcasts.broadcasts.values()) yield { kind: 'broadcast', value }
    for (const value of batches.batches.values()) yield { kind: 'batch', value }
    for (const value of audit.entries.values()) yield { kind: 'audit', value }
  }

  #put({ kind, value }: ArchiveRecord): void {
    const { keys, links, files, users, bandwidth, windows, bans, tokens, settings, broadcasts, batches, audit } =
      this.stores
    switch (kind) {
      case 'key':
        return void keys.keys.set(value.id, value)
      case 'link':
        return void links.links.set(value.id, value)
      case 'reader':
        if (links.links.has(value.linkId)) links.readers.set(readerKey(value.linkId, value.reader), value)
        return
      case 'file':
        return void files.files.set(value.file.telegramFileId, value)
      case 'user':
        return void users.users.set(value.id, value)
      case 'bandwidth': {
        const { month, userId, bytes } = value
        if (userId === null) bandwidth.ofService.set(month, bytes)
        else bandwidth.ofUsers.set(userKey(month, userId), { month, userId, bytes })
        return
      }
      case 'window': {
        const { key, windowMs, moments } = value
        return void windows.windows.set(key, { window: new SlidingWindow(moments), windowMs })
      }
      case 'ban':
        return void bans.bans.set(value.userId, value)
      case 'token':
        return void tokens.tokens.set(value.id, value)
      case 'app_password':
        return void this.stores.appPasswords.passwords.set(value.id, value)
      case 'setting':
        return void settings.settings.set(value.name, value)
      case 'broadcast':
        return void broadcasts.broadcasts.set(value.id, value)
      case 'batch':
        return void batches.batches.set(value.id, value)
      case 'audit':
        return void audit.entries.set(value.id, value)
    }
  }
}
