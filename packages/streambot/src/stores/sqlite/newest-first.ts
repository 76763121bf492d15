/** Pages of rows, newest first, as indexes on `created_at_ms` and `id` give them. */
import type { PageCursor } from '../../core/page-cursor.js'

/** Takes the moment and the id of a cursor. */
export const BEHIND = '(created_at_ms, id) < (?, ?)'
export const NEWEST_FIRST = 'ORDER BY created_at_ms DESC, id DESC'
/** Where a list starts that nothing comes before. */
export const NEWEST: PageCursor = { createdAtMs: Infinity, id: '' }
