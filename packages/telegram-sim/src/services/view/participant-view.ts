import type { tl } from '@mtcute/core'
import { ADMIN_RIGHTS, type Channel, type Member } from '../../world/channel.js'
import { BANNED_FOREVER, toAdminRights } from './rights-view.js'
import type { View } from './view.js'

export function toParticipant(view: View, channel: Channel, member: Member): tl.TypeChannelParticipant {
  const { userId } = view.user(member.accountId)
  const rank = member.rank ?? undefined
  if (member.isCreator) {
    const adminRights = toAdminRights(new Set(ADMIN_RIGHTS))
    return { _: 'channelParticipantCreator', userId, adminRights, rank }
  }
  const isSelf = userId === view.viewer.id
  const inviterId = member.inviterId === null ? channel.creatorId : view.user(member.inviterId).userId
  if (member.adminRights) {
    return {
      _: 'channelParticipantAdmin',
      userId,
      self: isSelf || undefined,
      canEdit: member.promotedBy === view.viewer.id || undefined,
      inviterId: isSelf ? view.user(inviterId).userId : undefined,
      promotedBy: view.user(member.promotedBy ?? channel.creatorId).userId,
      date: member.joinedDate,
      adminRights: toAdminRights(member.adminRights),
      rank,
    }
  }
  if (isSelf) {
    return { _: 'channelParticipantSelf', userId, inviterId: view.user(inviterId).userId, date: member.joinedDate }
  }
  return { _: 'channelParticipant', userId, date: member.joinedDate }
}

export function toBanned(view: View, channel: Channel, accountId: number): tl.TypeChannelParticipant {
  const ban = channel.banned.get(accountId)
  return {
    _: 'channelParticipantBanned',
    left: true,
    peer: view.user(accountId),
    kickedBy: view.user(ban?.by ?? channel.creatorId).userId,
    date: ban?.date ?? channel.createdDate,
    bannedRights: BANNED_FOREVER,
  }
}
