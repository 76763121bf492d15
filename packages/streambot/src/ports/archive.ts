/**
 * Everything a store holds that lasts, one record at a time: how one kind of store is copied to another. Left out is what only servers under way
 * need: which of their reports were counted, and which answers were about to be sent.
 */
import type { ApiToken } from '../core/api-token.js'
import type { AppPassword } from '../core/app-password.js'
import type { AuditEntry } from '../core/audit-entry.js'
import type { Ban } from '../core/ban.js'
import type { Batch } from '../core/batch.js'
import type { Broadcast } from '../core/broadcast.js'
import type { Link, LinkKey } from '../core/link.js'
import type { Month } from '../core/month.js'
import type { Setting } from '../core/setting.js'
import type { StoredFile } from '../core/stored-file.js'
import type { User } from '../core/user.js'

export type ArchiveRecord =
  | { readonly kind: 'key'; readonly value: LinkKey }
  | { readonly kind: 'link'; readonly value: Link }
  /** Somebody counted by `consumeDownload`. */
  | { readonly kind: 'reader'; readonly value: { readonly linkId: string; readonly reader: string } }
  | { readonly kind: 'file'; readonly value: StoredFile }
  | { readonly kind: 'user'; readonly value: User }
  /** `userId` null: of the whole service. */
  | {
      readonly kind: 'bandwidth'
      readonly value: { readonly month: Month; readonly userId: number | null; readonly bytes: number }
    }
  | {
      readonly kind: 'window'
      readonly value: { readonly key: string; readonly windowMs: number; readonly moments: readonly number[] }
    }
  | { readonly kind: 'ban'; readonly value: Ban }
  | { readonly kind: 'token'; readonly value: ApiToken }
  | { readonly kind: 'app_password'; readonly value: AppPassword }
  | { readonly kind: 'setting'; readonly value: Setting }
  | { readonly kind: 'broadcast'; readonly value: Broadcast }
  | { readonly kind: 'batch'; readonly value: Batch }
  | { readonly kind: 'audit'; readonly value: AuditEntry }

/** @throws StreamBotError store_unavailable, from every verb */
export interface Archive {
  /** Every record, a link before its readers. What changes meanwhile may or may not be among them. */
  records(): AsyncIterable<ArchiveRecord>
  /**
   * Durable when resolved. A record takes the place of one that has its identity, so that an interrupted copy can be made again. A
   * reader of a link that is not there is passed over. At most 1,000.
   */
  restore(records: readonly ArchiveRecord[]): Promise<void>
}
