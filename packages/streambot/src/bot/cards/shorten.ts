/** At most so many characters as people count them, with a sign that some are left out. */
export function shorten(text: string, maxCharacters: number): string {
  const characters = [...text]
  return characters.length <= maxCharacters ? text : `${characters.slice(0, maxCharacters - 1).join('')}…`
}

/** core.telegram.org/bots/api#answercallbackquery, however they count them. */
const MAX_ALERT_LENGTH = 200

/** Plain text that fits into the answer to a press. */
export function toAlert(text: string): string {
  const characters = [...text]
  let length = 0
  const end = characters.findIndex((character) => (length += character.length) >= MAX_ALERT_LENGTH)
  return end === -1 || text.length <= MAX_ALERT_LENGTH ? text : `${characters.slice(0, end).join('')}…`
}
