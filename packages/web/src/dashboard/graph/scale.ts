/** How high a graph is: from nothing to a round number above all it shows, so that a quiet hour does not look like a storm. */

/** @param atLeast what is high enough for a graph of nothing */
export function topOf(highest: number | null, atLeast: number): number {
  const top = Math.max(highest ?? 0, atLeast)
  const size = 10 ** Math.floor(Math.log10(top))
  const step = [1, 2, 2.5, 5, 10].find((it) => it * size >= top * 1.05) ?? 10
  return step * size
}

/** Lines across: nothing, the middle, the top; whole numbers where halves make no sense. */
export function splitsOf(top: number, isWhole: boolean): number[] {
  const middle = top / 2
  return isWhole && !Number.isInteger(middle) ? [0, top] : [0, middle, top]
}
