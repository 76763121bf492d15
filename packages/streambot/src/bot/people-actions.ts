/** What everybody does through the bot, each with what is their own. */
import type { AppPasswordInfo, AppPasswordWish, CreateAppPasswordResult } from '../actions/app-passwords.js'
import type { AttachSubtitlesResult } from '../actions/attach-subtitles.js'
import type { ChangeOwnLinkResult, ExpiryChoice, LinkWish } from '../actions/change-own-link.js'
import type { LinkActor, OwnLink } from '../actions/find-own-link.js'
import type { OwnLinksPage, OwnLinksQuestion } from '../actions/list-own-links.js'
import type { PersonalLimits } from '../actions/personal-limits.js'
import type { RegisterFileResult } from '../actions/register-file.js'
import type { RemovedSubtitles } from '../actions/remove-subtitles.js'
import type { UserStats } from '../actions/user-stats.js'
import type { Link } from '../core/link.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { ChannelPost } from '../ports/messenger.js'

/** Links that a message became, or that it names. */
export interface MeantFilms {
  /** As `registerFile` was asked. */
  readonly requests?: readonly string[]
  readonly ids?: readonly string[]
  readonly tokens?: readonly string[]
}

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
  /** Films of their own, also those whose links have ended. */
  readonly findFilms: (ownerId: number, meant: MeantFilms) => Promise<Link[]>
  /**
   * @param request as of `registerFile`: asked again they are the same subtitles
   * @throws StreamBotError log_channel_unusable, telegram_unavailable, file_gone
   */
  readonly attachSubtitles: (
    incoming: IncomingFile,
    linkId: string,
    request: string,
    signal: AbortSignal,
  ) => Promise<AttachSubtitlesResult>
  /** What came of the same request before, by the record of the link; null: they are not there, or not any more. */
  readonly findSubtitles: (link: Link, request: string) => Extract<AttachSubtitlesResult, { ok: true }> | null
  /** null: there is no such link for this person. */
  readonly removeSubtitles: (actor: LinkActor, linkId: string, subtitlesId: string) => Promise<RemovedSubtitles | null>
  /** Posts of this channel get buttons, right now. @param channelId marked */
  readonly isForPosts: (channelId: number) => boolean
  /** Asked again it is the same link. null: there is nobody whose link it could be */
  readonly registerPost: (post: ChannelPost, signal: AbortSignal) => Promise<RegisterFileResult | null>
  /** Their files for their programs; null: switched off. */
  readonly webdav: WebdavActions | null
}

export interface WebdavActions {
  /** Where they are, with a slash at the end. */
  readonly url: string
  /** The secret is shown this once. */
  readonly create: (userId: number, wish: AppPasswordWish) => Promise<CreateAppPasswordResult>
  /** Newest first; there are few. */
  readonly list: (userId: number) => Promise<AppPasswordInfo[]>
  /** @returns false when they have none of that id */
  readonly revoke: (userId: number, passwordId: string) => Promise<boolean>
}
