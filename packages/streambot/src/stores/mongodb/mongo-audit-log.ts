import type { AuditEntry } from '../../core/audit-entry.js'
import type { AuditLog } from '../../ports/audit-log.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toAuditDocument, toAuditEntry } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { prune } from './prune.js'
import { isDuplicateKey } from './translate-error.js'

const NEWEST_FIRST = { atMs: -1, _id: -1 } as const

export class MongoAuditLog implements AuditLog {
  constructor(
    private readonly entries: Collections['audit'],
    private readonly calls: MongoCalls,
  ) {}

  async write(entry: AuditEntry): Promise<void> {
    try {
      await this.calls.repeatable(() => this.entries.insertOne(toAuditDocument(entry)))
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
  }

  async page(beforeMs: number, limit: number): Promise<AuditEntry[]> {
    const before = () =>
      this.entries
        .find({ atMs: { $lt: beforeMs } }, IN_ONE_ANSWER)
        .sort(NEWEST_FIRST)
        .limit(limit)
    const page = await this.calls.repeatable(() => before().toArray())
    const last = page.at(-1)
    if (!last || page.length < limit) return page.map(toAuditEntry)
    const restOfMoment = { atMs: last.atMs, _id: { $lt: last._id } }
    const rest = await this.calls.repeatable(() => this.entries.find(restOfMoment).sort(NEWEST_FIRST).toArray())
    return [...page, ...rest].map(toAuditEntry)
  }

  prune(beforeMs: number): Promise<number> {
    return prune(this.entries, this.calls, { atMs: { $lt: beforeMs } })
  }
}
