/** A broadcast channel or, with `isMegagroup`, a supergroup: members, rights and one message box for all. */
import type { Mailbox } from './mailbox.js'

export const ADMIN_RIGHTS = [
  'changeInfo',
  'postMessages',
  'editMessages',
  'deleteMessages',
  'banUsers',
  'inviteUsers',
  'pinMessages',
  'addAdmins',
  'manageCall',
  'other',
] as const

export type AdminRight = (typeof ADMIN_RIGHTS)[number]

export interface Member {
  readonly accountId: number
  readonly joinedDate: number
  readonly inviterId: number | null
  readonly isCreator: boolean
  /** Null when not an administrator. */
  readonly adminRights: ReadonlySet<AdminRight> | null
  readonly promotedBy: number | null
  readonly rank: string | null
}

export interface Ban {
  readonly by: number
  readonly date: number
}

export interface Channel {
  readonly id: number
  readonly creatorId: number
  readonly isMegagroup: boolean
  readonly createdDate: number
  title: string
  about: string
  username: string | null
  inviteHash: string | null
  noForwards: boolean
  /** Home data centre of files uploaded straight into it, or null for the sender's own. */
  readonly fileDcId: number | null
  readonly members: Map<number, Member>
  /** Removed by an administrator: cannot come back by themselves. */
  readonly banned: Map<number, Ban>
  readonly mailbox: Mailbox
}

export interface NewChannel {
  title: string
  creatorId: number
  about?: string
  username?: string
  megagroup?: boolean
  noForwards?: boolean
  fileDcId?: number
}

export function hasRight(channel: Channel, accountId: number, right: AdminRight): boolean {
  const member = channel.members.get(accountId)
  return member !== undefined && (member.isCreator || (member.adminRights?.has(right) ?? false))
}

export function isAdmin(channel: Channel, accountId: number): boolean {
  const member = channel.members.get(accountId)
  return member !== undefined && (member.isCreator || member.adminRights !== null)
}
