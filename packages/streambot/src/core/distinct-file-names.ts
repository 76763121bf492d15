/**
 * Names for one folder: safe, and each for one file only, also where `A` and `a` are the same name. The first of several keeps its name, the
 * others get a number. The same names in the same order always give the same answer.
 */
import { toNumberedFileName, toSafeFileName } from './file-name.js'

export function toDistinctFileNames(names: readonly string[]): string[] {
  const distinct = new DistinctFileNames()
  return names.map((name) => distinct.add(name))
}

/** The same, one after the other. */
export class DistinctFileNames {
  readonly #taken = new Set<string>()
  /** The number that the next file of a name may have: thousands of one name cost as little as those of many. */
  readonly #next = new Map<string, number>()

  /** @returns what this one is called */
  add(name: string): string {
    const safe = toSafeFileName(name)
    const key = folded(safe)
    let distinct = safe
    if (this.#taken.has(key)) {
      let number = this.#next.get(key) ?? 2
      do distinct = toNumberedFileName(safe, number++)
      while (this.#taken.has(folded(distinct)))
      this.#next.set(key, number)
    }
    this.#taken.add(folded(distinct))
    return distinct
  }
}

/** What systems that ignore case take for the same. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase()
}
