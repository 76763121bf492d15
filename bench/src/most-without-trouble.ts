/** The largest number that something goes well with, where it goes wrong with all that are larger: by halving, so that each try counts. */

export interface Search {
  /** Goes well, or is the least that anybody asks about. */
  readonly from: number
  /** Goes wrong, or is more than anybody asks about. */
  readonly to: number
  /** Tried first: where the answer is expected. */
  readonly first: number
  /** So near is near enough. */
  readonly step: number
}

/** @returns `from` when nothing that was tried went well */
export async function mostWithoutTrouble(
  { from, to, first, step }: Search,
  goesWell: (count: number) => Promise<boolean>,
): Promise<number> {
  let most = from
  let tooMany = to
  let next = first
  while (next > most && next < tooMany) {
    if (await goesWell(next)) most = next
    else tooMany = next
    if (tooMany - most <= step) break
    next = Math.round((most + tooMany) / 2)
  }
  return most
}
