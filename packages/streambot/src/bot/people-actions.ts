/** What everybody does through the bot, each with what is their own. */
import type { ChangeOwnLinkResult, ExpiryChoice, LinkWish } from '../actions/change-own-link.js'
import type { LinkActor, OwnLink } from '../actions/find-own-link.js'
import type { OwnLinksPage, OwnLinksQuestion } from '../actions/list-own-links.js'
import type { PersonalLimits } from '../actions/personal-limits.js'
import type { RegisterFileResult } from '../actions/register-file.js'
import type { UserStats } from '../actions/user-stats.js'
import type { ChannelPost } from '../ports/messenger.js'

/** @throws StreamBotError store_unavailable, from whatever asks or changes the database */
export interface PeopleActions {
  /** Of this software. */
  readonly version: string
  readonly limitsOf: (userId: number) => Promise<PersonalLimits>
  readonly statsOf: (userId: number) => Promise<UserStats>
  readonly listLinks: (question: OwnLinksQuestion) => Promise<OwnLinksPage>
  /** null: there is none for this person. */
  readonly findLink: (actor: LinkActor, linkId: string) => Promise<OwnLink | null>
  readonly expiryChoices: (isAdmin: boolean) => readonly ExpiryChoice[]
  readonly changeLink: (actor: LinkActor, linkId: string, wish: LinkWish) => Promise<ChangeOwnLinkResult>
  /** @returns the link as it is now; null: there is none for this person */
  readonly revokeLink: (actor: LinkActor, linkId: string) => Promise<OwnLink | null>
  /** Posts of this channel get buttons, right now. @param channelId marked */
  readonly isForPosts: (channelId: number) => boolean
  /** Asked again it is the same link. null: there is nobody whose link it could be */
  readonly registerPost: (post: ChannelPost, signal: AbortSignal) => Promise<RegisterFileResult | null>
}
