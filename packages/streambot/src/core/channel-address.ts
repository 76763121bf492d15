import { readChannelId } from './channel-id.js'

/** Telegram's rule for names: 5 to 32 letters, digits and underscores; a few short ones were sold. */
const NAME = /^(?:https:\/\/t\.me\/|@)?([A-Za-z]\w{3,31})$/

/** How people name a channel: `@name`, its link, or its number. A marked id or a name with its @; null: neither. */
export function parseChannelAddress(text: string): number | string | null {
  const name = NAME.exec(text)?.[1]
  if (name !== undefined) return `@${name}`
  const reading = readChannelId(text)
  return reading.ok ? reading.id : null
}
