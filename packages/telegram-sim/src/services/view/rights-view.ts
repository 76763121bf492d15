import type { tl } from '@mtcute/core'
import { ADMIN_RIGHTS, type AdminRight } from '../../world/channel.js'

export function toAdminRights(rights: ReadonlySet<AdminRight>): tl.RawChatAdminRights {
  const granted: tl.RawChatAdminRights = { _: 'chatAdminRights' }
  for (const right of rights) granted[right] = true
  return granted
}

export function fromAdminRights(rights: tl.TypeChatAdminRights): AdminRight[] {
  return ADMIN_RIGHTS.filter((right) => rights[right] === true)
}

/** Until when a ban without an end lasts; 0 is for ever. */
export const BANNED_FOREVER: tl.RawChatBannedRights = {
  _: 'chatBannedRights',
  untilDate: 0,
  viewMessages: true,
  sendMessages: true,
  sendMedia: true,
}
