/** Lists that are read page by page, newest first: of the same millisecond by falling id. */

/** Where a list goes on: behind what was made at this moment with this id. */
export interface PageCursor {
  readonly createdAtMs: number
  readonly id: string
}

export function newestFirst(one: PageCursor, other: PageCursor): number {
  return other.createdAtMs - one.createdAtMs || (one.id === other.id ? 0 : one.id < other.id ? 1 : -1)
}

/**
 * @param found one more than the limit, where there are so many: that says whether there is a next page
 * @returns `next` null: that was the last page
 */
export function toPage<T extends PageCursor>(
  found: readonly T[],
  limit: number,
): { readonly items: readonly T[]; readonly next: PageCursor | null } {
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, next: last ? { createdAtMs: last.createdAtMs, id: last.id } : null }
}
