/** What admins look at and change, as one object for every front door: the chat and the API. */
import {
  createApiToken,
  listApiTokens,
  revokeApiToken,
  verifyApiToken,
  type ApiTokenInfo,
  type ApiTokenWish,
  type CreateApiTokenResult,
} from '../actions/api-tokens.js'
import type { Actor } from '../actions/audit.js'
import { auditLooks, type Looked } from '../actions/audit-looks.js'
import { authorizeUser, deauthorizeUser, setUserLimits, type OwnLimits } from '../actions/authorize-user.js'
import { banUser, unbanUser } from '../actions/ban-user.js'
import { changeLink } from '../actions/change-link.js'
import { checkSetup } from '../actions/check-setup.js'
import { examineSetup, type ExamineSetupDeps } from '../actions/examine-setup.js'
import { describeUser, type UserDescription } from '../actions/describe-user.js'
import { findPerson } from '../actions/find-person.js'
import type { LiveSettings } from '../actions/live-settings.js'
import { makeBatch, type BatchWish, type MadeBatch } from '../actions/make-batch.js'
import { revokeBatch } from '../actions/revoke-batch.js'
import { revokeLink } from '../actions/revoke-link.js'
import { serviceStats, type ServiceStats } from '../actions/service-stats.js'
import type { SetupFinding } from '../actions/setup-findings.js'
import { stopStream } from '../actions/stop-stream.js'
import { userStats, type UserStats } from '../actions/user-stats.js'
import type { Config } from '../config/config.js'
import type { Ban } from '../core/ban.js'
import type { ClientReport } from '../core/client-status.js'
import { untilAborted } from '../core/until-aborted.js'
import type { Link, LinkChanges } from '../core/link.js'
import type { User } from '../core/user.js'
import { logRulesTrouble } from '../events.js'
import type { LogPage, LogQuery } from '../recent-logs.js'
import type { StreamInfo } from '../streaming/stream-record.js'
import { version } from '../version.js'
import { auditingOf } from './auditing.js'
import type { Context } from './context.js'
import { certificateOf, THIS_MACHINE } from './this-machine.js'

/** @throws StreamBotError store_unavailable, from each that asks or changes the database */
export interface Operations {
  readonly revokeLink: (actor: Actor, linkId: string) => Promise<boolean>
  readonly changeLink: (actor: Actor, linkId: string, changes: LinkChanges) => Promise<Link | null>
  /** @returns for `LinkRestrictions`. @throws RangeError for a password that is empty or too long */
  readonly hashPassword: (password: string) => Promise<string>
  /** @throws RangeError for what is no batch */
  readonly makeBatch: (wish: BatchWish) => Promise<MadeBatch>
  readonly revokeBatch: (actor: Actor, batchId: string) => Promise<boolean>

  /** null: never wrote to the bot. @param text a number, or a name with its @ */
  readonly findPerson: (text: string) => Promise<User | null>
  readonly userStats: (userId: number) => Promise<UserStats>
  readonly describeUser: (userId: number) => Promise<UserDescription>
  readonly banUser: (actor: Actor, ban: Ban) => Promise<void>
  readonly unbanUser: (actor: Actor, userId: number) => Promise<boolean>
  /** @throws RangeError for a limit that is none */
  readonly authorizeUser: (actor: Actor, userId: number, own?: OwnLimits) => Promise<User>
  readonly deauthorizeUser: (actor: Actor, userId: number) => Promise<User>
  /** @throws RangeError for a limit that is none */
  readonly setUserLimits: (actor: Actor, userId: number, own: OwnLimits) => Promise<User>

  readonly settings: Pick<LiveSettings, 'list' | 'set' | 'reset'>

  readonly serviceStats: () => Promise<ServiceStats>
  /** The primary first. */
  readonly clients: () => readonly ClientReport[]
  /** The oldest first. */
  readonly streams: () => readonly StreamInfo[]
  /** @returns false when there is no such stream here, or no longer */
  readonly stopStream: (actor: Actor, streamId: string) => Promise<boolean>
  /** Into what belongs to others. */
  readonly looked: Looked
  /** Of this instance, since its start. */
  readonly logs: (query?: LogQuery) => LogPage
  /** Takes ten seconds at most. */
  readonly checkSetup: (signal: AbortSignal) => Promise<SetupFinding[]>
  /** The same, and what costs more than a look in passing. Asked again while it looks, it is the same look. */
  readonly examineSetup: (signal: AbortSignal) => Promise<SetupFinding[]>

  readonly tokens: {
    /** The token is shown this once. */
    readonly create: (actor: Actor, wish: ApiTokenWish) => Promise<CreateApiTokenResult>
    readonly list: () => Promise<ApiTokenInfo[]>
    readonly revoke: (actor: Actor, tokenId: string) => Promise<boolean>
    /** null: lets nobody in. */
    readonly verify: (token: string) => Promise<ApiTokenInfo | null>
  }
}

/** @param baseUrl what links begin with */
export function createOperations(config: Config, context: Context, baseUrl: string): Operations {
  const { clock, clients, gatekeepers, linkKeys, loggers, settings, stores, streaming } = context
  const { links, batches, bans, users, tokens, windows } = stores
  const { guard, batchRecords, quota } = gatekeepers
  const { streams, memory } = streaming
  const tell = (subject: string) => (error: unknown) => logRulesTrouble(loggers.store, { subject }, error)
  const auditing = auditingOf(context)
  const records = { links, batches, bans, users, tokens, windows, guard, batchRecords, quota }
  const troubles = { onTrouble: tell('the use of a token') }
  const isAdmin = (userId: number) => settings.current.accessRules.adminIds.includes(userId)
  const deps = { ...auditing, linkKeys, baseUrl, ...records, ...troubles, rules: () => settings.current }
  const startedAtMs = clock.now()
  const statsDeps = { clock, version, startedAtMs, memory, streams, clients, quota, stores }
  const setupDeps = setupDepsOf(config, context, baseUrl)
  return {
    revokeLink: (actor, linkId) => revokeLink(deps, actor, linkId),
    changeLink: (actor, linkId, changes) => changeLink(deps, actor, linkId, changes),
    hashPassword: (password) => gatekeepers.passwords.hash(password),
    makeBatch: (wish) => makeBatch(deps, wish),
    revokeBatch: (actor, batchId) => revokeBatch(deps, actor, batchId),
    findPerson: (text) => findPerson(deps, text),
    userStats: (userId) => userStats(deps, userId),
    describeUser: (userId) => describeUser(deps, userId),
    banUser: (actor, ban) => banUser(deps, actor, ban),
    unbanUser: (actor, userId) => unbanUser(deps, actor, userId),
    authorizeUser: (actor, userId, own) => authorizeUser(deps, actor, userId, own),
    deauthorizeUser: (actor, userId) => deauthorizeUser(deps, actor, userId),
    setUserLimits: (actor, userId, own) => setUserLimits(deps, actor, userId, own),
    settings,
    serviceStats: () => serviceStats(statsDeps),
    clients: () => clients.describe(),
    streams: () => streams.list(),
    stopStream: (actor, streamId) => stopStream({ ...auditing, streams }, actor, streamId),
    looked: auditLooks(auditing),
    logs: (query) => loggers.recent.query(query),
    checkSetup: (signal) => checkSetup(setupDeps, signal),
    examineSetup: examining(setupDeps),
    tokens: {
      create: (actor, wish) => createApiToken(deps, actor, wish),
      list: () => listApiTokens(deps),
      revoke: (actor, tokenId) => revokeApiToken(deps, actor, tokenId),
      verify: (token) => verifyApiToken({ ...deps, isAdmin }, token),
    },
  }
}

function examining(deps: ExamineSetupDeps): Operations['examineSetup'] {
  const { signal: never } = new AbortController()
  let look: Promise<SetupFinding[]> | null = null
  return (signal) => untilAborted((look ??= examineSetup(deps, never).finally(() => (look = null))), signal)
}

function setupDepsOf(
  config: Config,
  { botRights, clients, clock, linkKeys, randomness, settings, stores, streaming }: Context,
  baseUrl: string,
): ExamineSetupDeps {
  return {
    clock,
    steadyMs: () => performance.now(),
    certificateOf,
    machine: THIS_MACHINE,
    dataDirectory: config.dataDirectory,
    diskCacheBytes: config.diskCacheBytes,
    memoryLimitBytes: streaming.memory.snapshot().limitBytes,
    configuredMemoryBytes: config.memory.limitBytes,
    botCount: clients.bots().length,
    adminIds: () => settings.current.accessRules.adminIds,
    linkKeys,
    randomness,
    stores,
    bots: botRights,
    fetch: (...request) => fetch(...request),
    baseUrl: { configured: config.http.baseUrl, inUse: baseUrl },
    logChannel: String(config.telegram.logChannelId),
    subscriptionChannels: () => settings.current.subscriptionRules?.channels ?? [],
    names: config.names,
  }
}
