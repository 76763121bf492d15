/** What admins do through the bot. Everybody else has nothing to do with any of it. */
import type { ApiTokenInfo, ApiTokenWish, CreateApiTokenResult } from '../actions/api-tokens.js'
import type { Actor } from '../actions/audit.js'
import type { Looked } from '../actions/audit-looks.js'
import type { OwnLimits } from '../actions/authorize-user.js'
import type { BroadcastProgress } from '../actions/broadcasts.js'
import type { UserDescription } from '../actions/describe-user.js'
import type { LinkUrls } from '../actions/link-url.js'
import type { LiveSettings } from '../actions/live-settings.js'
import type { FoundPeople, PeopleSearch } from '../actions/search-people.js'
import type { ServiceStats } from '../actions/service-stats.js'
import type { SetupFinding } from '../actions/setup-findings.js'
import type { Ban } from '../core/ban.js'
import type { Batch } from '../core/batch.js'
import type { Broadcast } from '../core/broadcast.js'
import type { ClientReport } from '../core/client-status.js'
import type { Link } from '../core/link.js'
import type { User } from '../core/user.js'
import type { LinkPage } from '../ports/link-store.js'
import type { LogPage, LogQuery } from '../recent-logs.js'
import type { MemorySnapshot } from '../streaming/memory-manager.js'
import type { StreamInfo } from '../streaming/stream-record.js'
import type { Ask } from './ask.js'

/** @throws StreamBotError store_unavailable, from whatever asks or changes the database */
export interface AdminActions extends PeopleActions, LinkActions, ServiceActions {
  readonly settings: Pick<LiveSettings, 'list' | 'set' | 'reset'>
  readonly tokens: {
    /** The token is shown this once. */
    readonly create: (actor: Actor, wish: ApiTokenWish) => Promise<CreateApiTokenResult>
    /** Newest first. */
    readonly list: () => Promise<ApiTokenInfo[]>
    /** @returns false when there is no such token */
    readonly revoke: (actor: Actor, tokenId: string) => Promise<boolean>
  }
  readonly broadcasts: BroadcastActions
  /** null: it is switched off. */
  readonly dashboard: {
    /** Somebody configured what links begin with; else they lead to this machine. */
    readonly isAddressKnown: boolean
    /** A way in that works once. @throws StreamBotError store_unavailable */
    readonly logIn: (adminId: number) => { readonly url: string; readonly expiresAtMs: number }
  } | null
}

/** Messages to everybody. */
interface BroadcastActions {
  readonly countPeople: () => Promise<number>
  /** On its way, or waiting for its turn; null: none. */
  readonly running: () => Promise<Broadcast | null>
  /**
   * Asked for again with the same message for reports, it is the broadcast that was started first.
   * @param reportMessageId in the admin's own chat, to be changed in place
   */
  readonly start: (
    adminId: number,
    source: { readonly chatId: number; readonly messageId: number },
    reportMessageId: number,
  ) => Promise<BroadcastProgress | null>
  /** @returns false when it was over before, or there is none */
  readonly cancel: (actor: Actor, broadcastId: string) => Promise<boolean>
  /** null: there is none. */
  readonly progress: (broadcastId: string) => Promise<BroadcastProgress | null>
}

interface PeopleActions {
  /** null: never wrote to the bot. */
  readonly findPerson: (text: string) => Promise<User | null>
  readonly searchPeople: (search: PeopleSearch) => Promise<FoundPeople>
  readonly describeUser: (userId: number) => Promise<UserDescription>
  readonly banUser: (actor: Actor, ban: Ban) => Promise<void>
  /** @returns false when there was no ban */
  readonly unbanUser: (actor: Actor, userId: number) => Promise<boolean>
  /** @throws RangeError for a limit that is none */
  readonly authorizeUser: (actor: Actor, userId: number, own?: OwnLimits) => Promise<User>
  readonly deauthorizeUser: (actor: Actor, userId: number) => Promise<User>
}

interface LinkActions {
  /** What a token stands for; null: it was made with none of the keys. */
  readonly nameOfToken: (token: string) => Promise<LinkName | null>
  readonly findLink: (linkId: string) => Promise<Link | null>
  readonly urlsOf: (link: Link) => LinkUrls
  readonly findBatch: (batchId: string) => Promise<Batch | null>
  /** Newest first. @param afterLinkId the last one of the page before; null: the first page */
  readonly linksOf: (ownerId: number, afterLinkId: string | null, limit: number) => Promise<LinkPage>
  /** @returns false when there is no such link, or it was revoked before */
  readonly revokeLink: (actor: Actor, linkId: string) => Promise<boolean>
  /** The same for several at once; each of its links goes on. */
  readonly revokeBatch: (actor: Actor, batchId: string) => Promise<boolean>
}

/** A link to one file, or to several at once. */
export interface LinkName {
  readonly kind: 'link' | 'batch'
  readonly id: string
}

interface ServiceActions {
  readonly serviceStats: () => Promise<ServiceStats>
  readonly memory: () => MemorySnapshot
  /** The primary first. */
  readonly clients: () => readonly ClientReport[]
  /** The oldest first. */
  readonly streams: () => readonly StreamInfo[]
  /** @returns false when there is no such stream, or no longer */
  readonly stopStream: (actor: Actor, streamId: string) => Promise<boolean>
  /** Into what belongs to others; written down. */
  readonly looked: Looked
  readonly logs: (query: LogQuery) => LogPage
  /** The worst first. Takes ten seconds at most. */
  readonly checkSetup: (signal: AbortSignal) => Promise<SetupFinding[]>
}

/** Who is written down to have done it. */
export function actorOf({ sender }: Pick<Ask, 'sender'>): Actor {
  return `user:${sender.id}`
}
