/** Telegram dates are whole seconds since the epoch. */
export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
