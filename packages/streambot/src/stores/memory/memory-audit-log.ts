import type { AuditEntry } from '../../core/audit-entry.js'
import type { AuditLog } from '../../ports/audit-log.js'
import { BoundedMap } from './bounded-map.js'

const MAX_ENTRIES = 10_000

/** Forgets the entry first written when full. */
export class MemoryAuditLog implements AuditLog {
  readonly entries = new BoundedMap<string, AuditEntry>(MAX_ENTRIES)

  write(entry: AuditEntry): Promise<void> {
    if (!this.entries.has(entry.id)) this.entries.set(entry.id, entry)
    return Promise.resolve()
  }

  page(beforeMs: number, limit: number): Promise<AuditEntry[]> {
    const older = [...this.entries.values()].filter(({ atMs }) => atMs < beforeMs)
    older.sort((one, other) => other.atMs - one.atMs)
    const lastMs = older[limit - 1]?.atMs ?? -Infinity
    return Promise.resolve(older.filter(({ atMs }) => atMs >= lastMs))
  }

  prune(beforeMs: number): Promise<number> {
    const old = [...this.entries.values()].filter(({ atMs }) => atMs < beforeMs)
    for (const { id } of old) this.entries.delete(id)
    return Promise.resolve(old.length)
  }
}
