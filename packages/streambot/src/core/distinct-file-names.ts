/**
 * Names for one folder: safe, and each for one file only, also where `A` and `a` are the same name. The first of several keeps its name, the
 * others get a number. The same names in the same order always give the same answer.
 */
import { toNumberedFileName, toSafeFileName } from './file-name.js'

export function toDistinctFileNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const safe = toSafeFileName(name)
    let distinct = safe
    for (let number = 2; taken.has(folded(distinct)); number++) distinct = toNumberedFileName(safe, number)
    taken.add(folded(distinct))
    return distinct
  })
}

/** What systems that ignore case take for the same. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase()
}
