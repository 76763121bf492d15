/** How fast it plays: by a button, and by keys. */
export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]

/** From one that is not on the list to the next one on it. */
export function nextSpeed(speed: number, direction: number): number {
  const candidates = direction > 0 ? SPEEDS.filter((it) => it > speed) : SPEEDS.filter((it) => it < speed).reverse()
  return candidates[0] ?? speed
}
