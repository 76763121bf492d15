import type { tl } from '@mtcute/core'
import type { Account } from '../../world/account.js'
import { ADMIN_RIGHTS, isAdmin, type Channel } from '../../world/channel.js'
import type { World } from '../../world/world.js'
import { toAdminRights } from './rights-view.js'

export function toChannel(world: World, viewer: Account, channel: Channel): tl.RawChannel | tl.RawChannelForbidden {
  const accessHash = world.accessHashes.hashFor(viewer.id, 'channel', channel.id)
  const kind = channel.isMegagroup ? { megagroup: true } : { broadcast: true }
  const { id, title } = channel
  if (channel.banned.has(viewer.id)) return { _: 'channelForbidden', id, accessHash, title, ...kind }
  const member = channel.members.get(viewer.id)
  return {
    _: 'channel',
    id,
    accessHash,
    title,
    ...kind,
    creator: member?.isCreator || undefined,
    left: member ? undefined : true,
    noforwards: channel.noForwards || undefined,
    username: channel.username ?? undefined,
    photo: { _: 'chatPhotoEmpty' },
    date: member?.joinedDate ?? channel.createdDate,
    adminRights: adminRightsOf(channel, viewer),
    defaultBannedRights: channel.isMegagroup ? { _: 'chatBannedRights', untilDate: 0 } : undefined,
    participantsCount: channel.members.size,
  }
}

function adminRightsOf(channel: Channel, viewer: Account): tl.RawChatAdminRights | undefined {
  const member = channel.members.get(viewer.id)
  if (!member || !isAdmin(channel, viewer.id)) return undefined
  return toAdminRights(member.adminRights ?? new Set(ADMIN_RIGHTS))
}
