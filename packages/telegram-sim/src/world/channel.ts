/** A broadcast channel or, with `isMegagroup`, a supergroup: members, rights and one message box for all. */
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
  isCreator: boolean
  /** Null when not an administrator. */
  adminRights: ReadonlySet<AdminRight> | null
  promotedBy: number | null
  rank: string | null
}

export interface Channel {
  readonly id: number
  readonly isMegagroup: boolean
  readonly createdDate: number
  title: string
  about: string
  username: string | null
  inviteHash: string | null
  noForwards: boolean
  /** Home data centre of files first posted here, or null for the sender's own. */
  fileDcId: number | null
  readonly members: Map<number, Member>
  /** Removed by an administrator: cannot come back by themselves. */
  readonly banned: Map<number, { readonly by: number; readonly date: number }>
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
