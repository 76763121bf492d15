/** A Telegram user id as people write it; null: none. */
export function parseUserId(text: string): number | null {
  const id = Number(text)
  return /^\d+$/.test(text) && id > 0 && Number.isSafeInteger(id) ? id : null
}
