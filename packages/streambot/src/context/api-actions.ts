/** What programs do through the API: what admins do by every door, and what takes a program to ask for. */
import { audit } from '../actions/audit.js'
import type { Broadcasts } from '../actions/broadcasts.js'
import { letLogReaderIn, letProgramIn, type ProgramDeps } from '../actions/let-program-in.js'
import { linkFromMessage, type LinkFromMessageDeps } from '../actions/link-from-message.js'
import { linkUrls } from '../actions/link-url.js'
import { changeLinkByWish } from '../actions/link-wish.js'
import { batchUrls } from '../actions/make-batch.js'
import { PublicInfos, type PublicFeatures } from '../actions/public-info.js'
import { RequestTurns } from '../actions/request-turns.js'
import { searchLinks } from '../actions/search-links.js'
import { searchPeople } from '../actions/search-people.js'
import { SearchTurns } from '../actions/search-turns.js'
import { startBroadcast } from '../actions/start-broadcast.js'
import { FileUploads } from '../actions/upload-file.js'
import { UploadSessions } from '../actions/upload-sessions.js'
import type { Config } from '../config/config.js'
import type { Secrets } from '../config/secrets.js'
import { logRulesTrouble } from '../events.js'
import type { ApiActions } from '../http/api/api-actions.js'
import { auditingOf } from './auditing.js'
import { registering } from './chat-door.js'
import type { Context } from './context.js'
import { dashboardDoor } from './dashboard.js'
import type { Operations } from './operations.js'
import { toldFindings } from './told-findings.js'

const USERNAME_TIMEOUT_MS = 5000

export interface ApiOptions {
  readonly operations: Operations
  readonly broadcasts: Broadcasts
  /** What links begin with. */
  readonly baseUrl: string
  readonly logsAccessToken: Secrets['logsAccessToken']
}

export function apiActions(config: Pick<Config, 'http'>, context: Context, options: ApiOptions): ApiActions {
  const { clock, stores, linkKeys, settings, loggers, posts, messenger, logChannelId } = context
  const { operations, broadcasts, baseUrl } = options
  const { links, batches, bans, tokens, users, windows } = stores
  const auditing = auditingOf(context)
  const wishing = { ...auditing, links, hashPassword: operations.hashPassword, guard: context.gatekeepers.guard }
  const asking = programDeps(config, context, options)
  const infos = new PublicInfos({
    clock,
    stats: operations.serviceStats,
    features: () => featuresOf(settings.current),
    username: () => messenger.username(AbortSignal.timeout(USERNAME_TIMEOUT_MS)),
  })
  const linking = linkMaking(context, auditing, options)
  const onTrouble = (error: unknown) => logRulesTrouble(loggers.store, { subject: 'a refused upload' }, error)
  const files = new FileUploads({ uploads: context.uploads, linking, onTrouble })
  const turns = new RequestTurns()
  const searches = new SearchTurns()
  const { adminIds } = settings.current.accessRules
  const isAdmin = (userId: number) => settings.current.accessRules.adminIds.includes(userId)
  const casting = { broadcasts, posts, turns, messenger, logChannelId, adminIds }
  return {
    ...operations,
    nowMs: () => clock.now(),
    letProgramIn: (program) => letProgramIn(asking, program),
    letLogReaderIn: (program) => letLogReaderIn(asking, program),
    info: () => infos.get(),
    dashboard: dashboardDoor({ ...auditing, windows, tokens, users, linkKeys, isAdmin }, asking, infos),
    makeLink: (actor, wish, request, signal) => linkFromMessage(linking(), actor, wish, request, signal),
    findLink: (linkId) => links.find(linkId),
    listLinks: (ownerId, after, limit) => links.list({ ownerId, limit, after }),
    searchLinks: (search, signal) => searchLinks({ links, linkKeys, turns: searches }, search, signal),
    changeLink: (actor, linkId, wish) => changeLinkByWish(wishing, actor, linkId, wish),
    urlsOf: (link) => linkUrls({ linkKeys, baseUrl }, link),
    uploadFile: (...upload) => files.upload(...upload),
    uploadSessions: new UploadSessions({ clock, files }),
    findLinks: (linkIds) => links.findAll([...new Set(linkIds)]),
    makeBatch: async (actor, wish) => {
      const made = await operations.makeBatch(wish)
      const { ownerId, linkIds } = made.batch
      const details = { ownerId, links: linkIds.length }
      await audit(auditing, { actor, action: 'batch.create', target: made.batch.id, details })
      return made
    },
    findBatch: (batchId) => batches.find(batchId),
    batchUrls: (batch, inIt) => batchUrls({ linkKeys, baseUrl }, batch, inIt),
    maxBatchFiles: () => settings.current.batchRules.maxFiles,
    searchPeople: (search, signal) => searchPeople({ clock, users, bans, turns: searches }, search, signal),
    isAdmin,
    listBans: (afterUserId, limit) => bans.page(clock.now(), afterUserId, limit),
    doctor: async (signal) => toldFindings(await operations.examineSetup(signal)),
    statsHistory: (afterMs) => context.history.read(afterMs),
    followLogs: (query, listener) => loggers.recent.follow(query, listener),
    auditLog: (beforeMs, limit) => stores.audit.page(beforeMs, limit),
    broadcasts: {
      start: (actor, wish, request, signal) => startBroadcast(casting, actor, wish, request, signal),
      cancel: (actor, broadcastId) => broadcasts.cancel(actor, broadcastId),
      progress: (broadcastId) => broadcasts.progress(broadcastId),
      list: (after, limit) => broadcasts.list(after, limit),
    },
  }
}

function programDeps(
  { http }: Pick<Config, 'http'>,
  { clock, gatekeepers }: Context,
  { operations, logsAccessToken }: ApiOptions,
): ProgramDeps {
  return {
    clock,
    wrongTokens: gatekeepers.wrongTokens,
    allowedAddresses: http.apiAllowedAddresses,
    verify: operations.tokens.verify,
    logsToken: logsAccessToken,
  }
}

/** Rules as they are at each link. */
export function linkMaking(
  context: Context,
  auditing: Pick<LinkFromMessageDeps, 'audit' | 'clock' | 'randomness' | 'onAuditTrouble'>,
  { operations, baseUrl }: { readonly operations: Pick<Operations, 'hashPassword'>; readonly baseUrl: string },
): () => LinkFromMessageDeps {
  const { stores, files, posts, logChannelId, gatekeepers } = context
  const register = registering(context, baseUrl)
  const turns = new RequestTurns()
  return () => ({
    ...register(),
    ...auditing,
    users: stores.users,
    posts,
    turns,
    logChannelId,
    hashPassword: operations.hashPassword,
    verifyPassword: (hash, password) => gatekeepers.passwords.matches(hash, password),
    locate: (logMessageId, signal) => files.locate(logMessageId, signal),
  })
}

function featuresOf({
  accessRules,
  subscriptionRules,
  uploadRules,
  bandwidthRules,
  hasChannelPostButtons,
}: Context['settings']['current']): PublicFeatures {
  return {
    forceSubscription: subscriptionRules !== null,
    rateLimiting: uploadRules !== null,
    bandwidthLimits: bandwidthRules !== null,
    channelPostButtons: hasChannelPostButtons,
    accessMode: accessRules.mode,
  }
}
