/** As many pieces as one message holds, counted with their markup, so that there is room to spare. */
const MAX_CHARACTERS = 3600

/** @param tellMore of so many that are left out */
export function fitting(pieces: readonly string[], tellMore: (count: number) => string): string[] {
  const shown: string[] = []
  let left = MAX_CHARACTERS
  for (const piece of pieces) {
    left -= piece.length + 1
    if (left < 0) return [...shown, tellMore(pieces.length - shown.length)]
    shown.push(piece)
  }
  return shown
}
