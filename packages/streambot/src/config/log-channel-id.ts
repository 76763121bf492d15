/** LOG_CHANNEL, and what to tell somebody whose number is none. */
import { readChannelId } from '../core/channel-id.js'
import type { EnvReader } from './env-reader.js'

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
  const reading = readChannelId(text)
  if (reading.ok) return reading.id
  switch (reading.problem) {
    case 'no_number':
      return `must be the number of a channel such as -1001234567890, not "${text}": forward a post of it to @userinfobot to learn the number`
    case 'no_minus':
      return `lacks its minus sign: write ${reading.meant}`
    case 'group':
      return `"${text}" is the number of a group; channels begin with -100. If it is a channel, write ${reading.meant}`
    case 'no_channel':
      return `"${text}" is no channel's number: one looks like -1001234567890`
  }
}
