import type { tl } from '@mtcute/core'
import type { Account } from '../../world/account.js'
import type { World } from '../../world/world.js'

export function toUser(world: World, viewer: Account, account: Account): tl.RawUser {
  const accessHash = world.accessHashes.hashFor(viewer.id, 'user', account.id)
  if (account.isDeleted) return { _: 'user', id: account.id, accessHash, deleted: true }
  const isSelf = account === viewer
  return {
    _: 'user',
    id: account.id,
    accessHash,
    self: isSelf || undefined,
    firstName: account.firstName,
    lastName: account.lastName ?? undefined,
    username: account.username ?? undefined,
    phone: isSelf ? (account.phone ?? undefined) : undefined,
    premium: account.isPremium || undefined,
    status: account.isBot ? undefined : { _: 'userStatusRecently' },
    bot: account.isBot || undefined,
    botChatHistory: (account.isBot && account.seesGroups) || undefined,
    botInfoVersion: account.isBot ? 1 : undefined,
    langCode: viewer.isBot ? (account.languageCode ?? undefined) : undefined,
  }
}
