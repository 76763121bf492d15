/** Which message of a channel or group a link of Telegram's names: `https://t.me/name/5`, or `https://t.me/c/1234567890/5` for private ones. */
import { readChannelId } from './channel-id.js'
import { MAX_MESSAGE_ID } from './message-id.js'

export interface PostAddress {
  /** A marked id, or a name with its @. */
  readonly chat: number | string
  readonly messageId: number
}

/** What stands between them names a topic or a thread (core.telegram.org/api/links#message-links). */
const LINK =
  /^(?:https?:\/\/)?(?:t|telegram)\.me\/(?:c\/(?<id>\d{1,12})|(?<name>[A-Za-z]\w{3,31}))(?:\/\d{1,10})?\/(?<message>[1-9]\d{0,9})\/?(?:\?\S*)?$/

/** null: it names no message. */
export function parsePostAddress(text: string): PostAddress | null {
  const { id, name, message } = LINK.exec(text.trim())?.groups ?? {}
  const messageId = Number(message)
  if (message === undefined || messageId > MAX_MESSAGE_ID) return null
  if (name !== undefined) return { chat: `@${name}`, messageId }
  const reading = readChannelId(id ?? '')
  return reading.ok ? { chat: reading.id, messageId } : null
}
