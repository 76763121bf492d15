/** Telegram counts in UTF-16 units, as JavaScript does (core.telegram.org/api/entities#entity-length): 𝒜 is two of them. */
const characters = new Intl.Segmenter('en')

/** At most so many units, cut between what people see as characters, with a sign that some are left out. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const room = maxLength - 1
  let end = 0
  for (const { index, segment } of characters.segment(text.slice(0, maxLength + 1))) {
    if (index + segment.length > room) break
    end = index + segment.length
  }
  // One character with marks without end, which somebody calls a name: then between its parts.
  return `${end > 0 ? text.slice(0, end) : text.slice(0, room).replace(/\p{Surrogate}$/u, '')}…`
}

/** core.telegram.org/bots/api#answercallbackquery, however they count them. */
const MAX_ALERT_LENGTH = 200

/** Plain text that fits into the answer to a press. */
export function toAlert(text: string): string {
  return shorten(text, MAX_ALERT_LENGTH)
}
