/** What programs do through the API: mostly what admins do by any door. */
import type { ApiTokenInfo, ApiTokenWish, CreateApiTokenResult } from '../../actions/api-tokens.js'
import type { Actor } from '../../actions/audit.js'
import type { Looked } from '../../actions/audit-looks.js'
import type { OwnLimits } from '../../actions/authorize-user.js'
import type { BroadcastProgress, ListedBroadcasts } from '../../actions/broadcasts.js'
import type { Session } from '../../actions/dashboard-sessions.js'
import type { UserDescription } from '../../actions/describe-user.js'
import type { Program, ProgramAnswer } from '../../actions/let-program-in.js'
import type { LinkFromMessageResult, LinkFromMessageWish } from '../../actions/link-from-message.js'
import type { LinkUrls } from '../../actions/link-url.js'
import type { ChangeByWishResult, LinkWish } from '../../actions/link-wish.js'
import type { LiveSettings } from '../../actions/live-settings.js'
import type { BatchUrls, BatchWish, MadeBatch } from '../../actions/make-batch.js'
import type { PublicInfo } from '../../actions/public-info.js'
import type { LinkSearch } from '../../actions/search-links.js'
import type { FoundPeople, PeopleSearch } from '../../actions/search-people.js'
import type { ServiceStats } from '../../actions/service-stats.js'
import type { ToldFinding } from '../../actions/setup-findings.js'
import type { StartBroadcastResult, StartBroadcastWish } from '../../actions/start-broadcast.js'
import type { FileUploads } from '../../actions/upload-file.js'
import type { UploadSessions } from '../../actions/upload-sessions.js'
import type { AuditEntry } from '../../core/audit-entry.js'
import type { Ban } from '../../core/ban.js'
import type { Batch } from '../../core/batch.js'
import type { ClientReport } from '../../core/client-status.js'
import type { Link } from '../../core/link.js'
import type { User } from '../../core/user.js'
import type { RecentStats } from '../../metrics/stats-history.js'
import type { BroadcastCursor } from '../../ports/broadcast-store.js'
import type { LinkCursor, LinkPage } from '../../ports/link-store.js'
import type { LogListener, LogPage, LogQuery } from '../../recent-logs.js'
import type { StreamInfo } from '../../streaming/stream-record.js'

/** @throws StreamBotError store_unavailable, from whatever asks or changes the database */
export interface ApiActions
  extends DoorActions, DashboardActions, LinkActions, UploadActions, BatchActions, PeopleActions, ServiceActions {
  readonly broadcasts: {
    readonly start: (
      actor: Actor,
      wish: StartBroadcastWish,
      request: string,
      signal: AbortSignal,
    ) => Promise<StartBroadcastResult>
    /** @returns false when it was over before, or there is none */
    readonly cancel: (actor: Actor, broadcastId: string) => Promise<boolean>
    /** null: there is none. */
    readonly progress: (broadcastId: string) => Promise<BroadcastProgress | null>
    /** Newest first. */
    readonly list: (after: BroadcastCursor | null, limit: number) => Promise<ListedBroadcasts>
  }
  readonly settings: Pick<LiveSettings, 'list' | 'set' | 'reset'>
  readonly tokens: {
    /** The token is shown this once. */
    readonly create: (actor: Actor, wish: ApiTokenWish) => Promise<CreateApiTokenResult>
    readonly list: () => Promise<ApiTokenInfo[]>
    readonly revoke: (actor: Actor, tokenId: string) => Promise<boolean>
  }
}

interface DoorActions {
  readonly nowMs: () => number
  readonly letProgramIn: (program: Program) => Promise<ProgramAnswer<ApiTokenInfo>>
  /** Also with the token of the configuration. */
  readonly letLogReaderIn: (program: Program) => Promise<ProgramAnswer<ApiTokenInfo | 'configured'>>
  /** Anybody may ask. */
  readonly info: () => Promise<PublicInfo>
}

interface DashboardActions {
  readonly dashboard: {
    /** @param attempt with a code of the bot in place of a token; it is used up by it */
    readonly logInByCode: (attempt: Program) => Promise<ProgramAnswer<Session>>
    readonly logInByToken: (attempt: Program) => Promise<ProgramAnswer<Session>>
    readonly describe: (who: ApiTokenInfo) => Promise<SessionDescription>
    readonly logOut: (who: ApiTokenInfo) => Promise<void>
  }
}

/** What the dashboard shows of whoever is at it. */
export interface SessionDescription {
  readonly name: string
  readonly via: 'telegram' | 'token'
  readonly scopes: readonly string[]
  readonly expiresAtMs: number | null
  /** Of the server. */
  readonly version: string
  /** Without the @; null: Telegram has not said it. */
  readonly botName: string | null
}

interface LinkActions {
  readonly makeLink: (
    actor: Actor,
    wish: LinkFromMessageWish,
    request: string,
    signal: AbortSignal,
  ) => Promise<LinkFromMessageResult>
  readonly findLink: (linkId: string) => Promise<Link | null>
  /** @param ownerId null: of everybody */
  readonly listLinks: (ownerId: number | null, after: LinkCursor | null, limit: number) => Promise<LinkPage>
  /** Newest first: by all of an address, a token or an id, or by a part of the name of the file. */
  readonly searchLinks: (search: LinkSearch, signal: AbortSignal) => Promise<LinkPage>
  readonly changeLink: (actor: Actor, linkId: string, wish: LinkWish) => Promise<ChangeByWishResult>
  readonly revokeLink: (actor: Actor, linkId: string) => Promise<boolean>
  readonly urlsOf: (link: Link) => LinkUrls
}

interface UploadActions {
  readonly uploadFile: FileUploads['upload']
  readonly uploadSessions: Pick<UploadSessions, 'begin' | 'find' | 'interrupt' | 'maxSizeBytes' | 'remove' | 'write'>
}

interface BatchActions {
  /** Those that exist, in any order. */
  readonly findLinks: (linkIds: readonly string[]) => Promise<Link[]>
  readonly makeBatch: (actor: Actor, wish: BatchWish) => Promise<MadeBatch>
  readonly findBatch: (batchId: string) => Promise<Batch | null>
  readonly batchUrls: (batch: Batch, links: readonly Link[]) => BatchUrls
  readonly revokeBatch: (actor: Actor, batchId: string) => Promise<boolean>
  readonly maxBatchFiles: () => number
}

interface PeopleActions {
  readonly searchPeople: (search: PeopleSearch, signal: AbortSignal) => Promise<FoundPeople>
  /** Also of somebody who never wrote to the bot. */
  readonly describeUser: (userId: number) => Promise<UserDescription>
  /** @throws RangeError for a limit that is none */
  readonly authorizeUser: (actor: Actor, userId: number, own?: OwnLimits) => Promise<User>
  readonly deauthorizeUser: (actor: Actor, userId: number) => Promise<User>
  /** @throws RangeError for a limit that is none */
  readonly setUserLimits: (actor: Actor, userId: number, own: OwnLimits) => Promise<User>
  readonly isAdmin: (userId: number) => boolean
  /** Those in force, by rising user id. */
  readonly listBans: (afterUserId: number, limit: number) => Promise<Ban[]>
  readonly banUser: (actor: Actor, ban: Ban) => Promise<void>
  readonly unbanUser: (actor: Actor, userId: number) => Promise<boolean>
}

interface ServiceActions {
  readonly serviceStats: () => Promise<ServiceStats>
  readonly clients: () => readonly ClientReport[]
  /** Looks at all that has to be right, from this instance. The worst first. */
  readonly doctor: (signal: AbortSignal) => Promise<readonly ToldFinding[]>
  /** Of this instance, the oldest first. */
  readonly streams: () => readonly StreamInfo[]
  /** @returns false when there is no such stream here, or no longer */
  readonly stopStream: (actor: Actor, streamId: string) => Promise<boolean>
  /** Into what belongs to others. */
  readonly looked: Looked
  /** Of this instance, since its start, the oldest first. @param afterMs from later on; null: all that is kept */
  readonly statsHistory: (afterMs: number | null) => RecentStats
  /** Of this instance, since its start. */
  readonly logs: (query?: LogQuery) => LogPage
  /** @returns what ends it */
  readonly followLogs: (query: Pick<LogQuery, 'level' | 'filter'>, listener: LogListener) => () => void
  /** Newest first, from before that moment on. A page may be a little longer than its limit. */
  readonly auditLog: (beforeMs: number, limit: number) => Promise<AuditEntry[]>
}
