/**
 * Channel ids come in two spellings, `1234567890` and "marked" as `-1001234567890`, and people lose the sign or the 100.
 * Config holds the marked form.
 */
import type { EnvReader } from './env-reader.js'

const MARK = 1_000_000_000_000
/** The largest plain channel id that keeps marked ids apart from secret chats. */
const MAX_CHANNEL_ID = 997_852_516_352

export function readLogChannelId(reader: EnvReader): number | null {
  const name = 'LOG_CHANNEL'
  const text = reader.required(name, reader.textOf(name, 'BIN_CHANNEL'))
  if (text === null) return null
  const outcome = parseChannelId(text)
  if (typeof outcome === 'number') return outcome
  reader.invalid(name, outcome)
  return null
}

/** The marked id, or what to tell the person. */
export function parseChannelId(text: string): number | string {
  if (!/^-?\d{1,15}$/.test(text)) {
    return `must be the number of a channel such as -1001234567890, not "${text}": forward a post of it to @userinfobot to learn the number`
  }
  const value = Number(text)
  if (value < -MARK && -value - MARK <= MAX_CHANNEL_ID) return value
  if (value > 0 && value <= MAX_CHANNEL_ID) return -MARK - value
  if (value > MARK && value - MARK <= MAX_CHANNEL_ID) return `lacks its minus sign: write ${-value}`
  if (value < 0 && -value <= MAX_CHANNEL_ID) {
    return `"${text}" is the number of a group; channels begin with -100. If it is a channel, write ${-MARK + value}`
  }
  return `"${text}" is no channel's number: one looks like -1001234567890`
}
