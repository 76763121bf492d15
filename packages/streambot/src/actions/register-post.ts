/**
 * A file posted in a channel becomes a link. Nobody can tell who is behind a post, so the link belongs to the first admin: the operator
 * chose to give links to posts, pays for their traffic, and can revoke them. It is counted in nobody's limits, as all that admins make.
 */
import type { ChannelPost } from '../ports/messenger.js'
import type { UserStore } from '../ports/user-store.js'
import { findOwner } from './find-owner.js'
import { registerFile, type RegisterFileDeps, type RegisterFileResult } from './register-file.js'

export type RegisterPostDeps = Omit<RegisterFileDeps, 'users'> & { readonly users: Pick<UserStore, 'find'> }

/**
 * Asked again it is the same link.
 * @returns null: there is no admin whose it could be
 * @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable
 */
export async function registerPost(
  deps: RegisterPostDeps,
  { channelId, messageId, file }: ChannelPost,
  signal: AbortSignal,
): Promise<RegisterFileResult | null> {
  const [ownerId] = deps.accessRules.adminIds
  if (ownerId === undefined) return null
  const owner = await findOwner(deps.users, ownerId)
  // Nobody was seen writing to the bot.
  const users = { seen: () => Promise.resolve(owner) }
  const incoming = { chatId: channelId, messageId, sender: owner, file }
  return registerFile({ ...deps, users }, incoming, `post ${channelId} ${messageId}`, signal)
}
