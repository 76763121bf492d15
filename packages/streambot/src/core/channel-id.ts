/**
 * Channel ids come in two spellings, `1234567890` and "marked" as `-1001234567890`, and people lose the sign or the 100.
 * We hold the marked form.
 */

export type ChannelIdReading =
  | { readonly ok: true; readonly id: number }
  | {
      readonly ok: false
      readonly problem:
        | 'no_number' // nothing but digits can be an id
        | 'no_minus' // -100… that lost its sign
        | 'group' // a group's number, or a channel's that lost its 100
        | 'no_channel' // too large for any
      /** What may have been meant; null: nobody knows. */
      readonly meant: number | null
    }

/** What tells channels from people where one number has to say which it is: -100… */
const MARK = 1_000_000_000_000
/** The largest plain channel id that keeps marked ids apart from secret chats. */
const MAX_CHANNEL_ID = 997_852_516_352

export function readChannelId(text: string): ChannelIdReading {
  if (!/^-?\d{1,15}$/.test(text)) return { ok: false, problem: 'no_number', meant: null }
  const value = Number(text)
  if (value < -MARK && -value - MARK <= MAX_CHANNEL_ID) return { ok: true, id: value }
  if (value > 0 && value <= MAX_CHANNEL_ID) return { ok: true, id: -MARK - value }
  if (value > MARK && value - MARK <= MAX_CHANNEL_ID) return { ok: false, problem: 'no_minus', meant: -value }
  if (value < 0 && -value <= MAX_CHANNEL_ID) return { ok: false, problem: 'group', meant: -MARK + value }
  return { ok: false, problem: 'no_channel', meant: null }
}

/** @param marked -100… @returns as Telegram's schema has it */
export function toPlainChannelId(marked: number): number {
  return -marked - MARK
}

/** @returns -100… */
export function toMarkedChannelId(plain: number): number {
  return -plain - MARK
}
