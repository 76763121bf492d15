import type { StoredMessage } from '../../world/message.js'

const PAGE_MAX = 100

/** core.telegram.org/api/offsets: newest first, from an id (excluded) or a date on, shifted and bounded. */
export function cutHistory(
  oldestFirst: readonly StoredMessage[],
  wanted: { offsetId: number; offsetDate: number; addOffset: number; limit: number; maxId: number; minId: number },
): StoredMessage[] {
  const newestFirst = [...oldestFirst].reverse()
  const { offsetId, offsetDate, addOffset } = wanted
  const isBefore = ({ id, content }: StoredMessage) =>
    (offsetId === 0 || id < offsetId) && (offsetDate === 0 || content.date < offsetDate)
  const found = newestFirst.findIndex(isBefore)
  const start = Math.max(0, (found < 0 ? newestFirst.length : found) + addOffset)
  const page = newestFirst.slice(start, start + Math.min(Math.max(wanted.limit, 0), PAGE_MAX))
  return page.filter(({ id }) => (wanted.maxId === 0 || id < wanted.maxId) && id > wanted.minId)
}
