/** Pages of documents, newest first, as indexes on `createdAtMs` and `_id` give them. */
import type { PageCursor } from '../../core/page-cursor.js'

export const NEWEST_FIRST = { createdAtMs: -1, _id: -1 } as const

/** @returns a filter; null: from the newest on */
export function behind(after: PageCursor | null) {
  if (!after) return {}
  const { createdAtMs, id } = after
  return {
    // Says nothing new; it is where the index is entered.
    createdAtMs: { $lte: createdAtMs },
    $or: [{ createdAtMs: { $lt: createdAtMs } }, { createdAtMs, _id: { $lt: id } }],
  }
}
