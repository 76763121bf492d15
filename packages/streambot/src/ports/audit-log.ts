/** What admins did, in the order in which they did it. */
import type { AuditEntry } from '../core/audit-entry.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface AuditLog {
  /** Durable when resolved. One that was written before changes nothing, so that it may be sent again. */
  write(entry: AuditEntry): Promise<void>
  /**
   * Newest first, from before `beforeMs` on. At most 1,000 at a time; where the limit falls between entries of one millisecond, the page
   * goes on to the last of them, so that the next page may start before it.
   */
  page(beforeMs: number, limit: number): Promise<AuditEntry[]>
  /** @returns how many were forgotten */
  prune(beforeMs: number): Promise<number>
}
