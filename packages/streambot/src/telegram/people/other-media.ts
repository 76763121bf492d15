/** What a message holds that is no file, so that people can be told so. */
import type { tl } from '@mtcute/core'
import type { OtherMedia } from '../../ports/messenger.js'

/** null: nothing, or the preview of an address in the text. */
export function otherMediaOf(media: tl.TypeMessageMedia | undefined): OtherMedia | null {
  if (!media || media._ === 'messageMediaEmpty' || media._ === 'messageMediaWebPage') return null
  return KINDS[media._] ?? 'other'
}

const KINDS: Partial<Record<tl.TypeMessageMedia['_'], OtherMedia>> = {
  messageMediaPoll: 'poll',
  messageMediaGeo: 'place',
  messageMediaGeoLive: 'place',
  messageMediaVenue: 'place',
  messageMediaContact: 'contact',
  messageMediaDice: 'dice',
  messageMediaGame: 'game',
  messageMediaStory: 'story',
  // Telegram keeps from bots what is to be seen once.
  messageMediaPhoto: 'gone',
  messageMediaDocument: 'gone',
}
