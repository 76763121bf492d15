/** Limits on what one message may hold, core.telegram.org/api/config (message_length_max, caption_length_max). */
import type { tl } from '@mtcute/core'
import { RpcError } from '../rpc-error.js'
import type { Media } from './media.js'

export const MESSAGE_LENGTH_MAX = 4096
export const CAPTION_LENGTH_MAX = 1024
/** Premium accounts: caption_length_limit_premium of help.getAppConfig. */
const PREMIUM_CAPTION_LENGTH_MAX = 4096
const ENTITIES_MAX = 100
const BUTTONS_MAX = 100
export const BUTTON_DATA_MAX_BYTES = 64
/** core.telegram.org/bots/api#copytextbutton */
const BUTTON_COPY_MAX = 256

export function assertText(text: string, media: Media | null, isPremium: boolean): void {
  if (media === null) {
    if (text.trim() === '') throw new RpcError(400, 'MESSAGE_EMPTY')
    if (text.length > MESSAGE_LENGTH_MAX) throw new RpcError(400, 'MESSAGE_TOO_LONG')
    return
  }
  const limit = isPremium ? PREMIUM_CAPTION_LENGTH_MAX : CAPTION_LENGTH_MAX
  if (text.length > limit) throw new RpcError(400, 'MEDIA_CAPTION_TOO_LONG')
}

/** Offsets count UTF-16 units, as JavaScript does. */
export function assertEntities(text: string, entities: readonly tl.TypeMessageEntity[]): void {
  if (entities.length > ENTITIES_MAX) throw new RpcError(400, 'ENTITIES_TOO_LONG')
  for (const entity of entities) {
    const isOutside = entity.offset < 0 || entity.length < 0 || entity.offset + entity.length > text.length
    if (isOutside) throw new RpcError(400, 'ENTITY_BOUNDS_INVALID')
  }
}

export function assertMarkup(markup: tl.TypeReplyMarkup | null): void {
  if (markup?._ !== 'replyInlineMarkup' && markup?._ !== 'replyKeyboardMarkup') return
  const buttons = markup.rows.flatMap((row) => row.buttons)
  if (buttons.length > BUTTONS_MAX) throw new RpcError(400, 'REPLY_MARKUP_TOO_LONG')
  for (const button of buttons) assertButton(button)
}

function assertButton(button: tl.TypeKeyboardButton): void {
  if ('text' in button && button.text === '') throw new RpcError(400, 'BUTTON_TEXT_INVALID')
  if (button._ === 'keyboardButtonCallback') {
    const length = button.data.length
    if (length === 0 || length > BUTTON_DATA_MAX_BYTES) throw new RpcError(400, 'BUTTON_DATA_INVALID')
  }
  if (button._ === 'keyboardButtonCopy') {
    const { length } = button.copyText
    if (length === 0 || length > BUTTON_COPY_MAX) throw new RpcError(400, 'BUTTON_COPY_TEXT_INVALID')
  }
  if (button._ === 'keyboardButtonUrl' && !isUrl(button.url)) throw new RpcError(400, 'BUTTON_URL_INVALID')
}

/** HTTP(S) or tg:// addresses; Telegram refuses hosts without a dot such as localhost, but takes any IP address. */
function isUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  if (protocol === 'tg:') return true
  return /^https?:$/.test(protocol) && (hostname.includes('.') || hostname.startsWith('['))
}
