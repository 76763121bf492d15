/** The API on stores in memory, without Telegram, that checks every answer against the API's own document. */
import type { InjectOptions } from 'fastify'
import { createApiToken, listApiTokens, revokeApiToken, verifyApiToken } from '../actions/api-tokens.js'
import { auditLooks } from '../actions/audit-looks.js'
import { authorizeUser, deauthorizeUser, setUserLimits } from '../actions/authorize-user.js'
import { banUser, unbanUser } from '../actions/ban-user.js'
import { letLogReaderIn, letProgramIn } from '../actions/let-program-in.js'
import type { LinkFromMessageResult } from '../actions/link-from-message.js'
import { changeLinkByWish } from '../actions/link-wish.js'
import { revokeBatch } from '../actions/revoke-batch.js'
import { revokeLink } from '../actions/revoke-link.js'
import { searchLinks } from '../actions/search-links.js'
import { searchPeople } from '../actions/search-people.js'
import { SearchTurns } from '../actions/search-turns.js'
import { stopStream } from '../actions/stop-stream.js'
import type { UploadResult } from '../actions/upload-file.js'
import { UploadSessions } from '../actions/upload-sessions.js'
import { API_SCOPES, type ApiScope } from '../core/api-token.js'
import type { Batch } from '../core/batch.js'
import { createLinkKey, verifyLinkToken } from '../core/link-token.js'
import type { LinkKey } from '../core/link.js'
import { verifyLoginCode } from '../core/login-code.js'
import { AddressLimiter } from '../policy/address-limiter.js'
import { RecentLogs } from '../recent-logs.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile } from '../http/fake-file.fixture.js'
import type { HttpOptions } from '../http/http-deps.js'
import { createTestServer } from '../http/test-server.fixture.js'
import type { ApiActions } from '../http/api/api-actions.js'
import type { FollowLimits } from '../http/api/follow-logs.js'
import { answerChecker } from './api-answers.fixture.js'
import { dashboardDoor } from './dashboard.js'
import { toldFindings } from './told-findings.js'
import {
  ADMIN_ID,
  NOW_MS,
  sampleBroadcast,
  sampleHistory,
  sampleFindings,
  sampleInfo,
  sampleSettings,
  sampleStats,
  sampleUsage,
} from './api-samples.fixture.js'

export const LOGS_TOKEN = 'a token of the configuration'.replaceAll(' ', '-')

export interface ApiFixtureOptions {
  readonly allowedAddresses?: readonly string[]
  readonly wrongTokensPerHour?: number
  readonly http?: HttpOptions
  readonly follow?: Partial<FollowLimits>
  /** How often the token of an upload is looked at again. */
  readonly lookEveryMs?: number
  readonly actions?: Partial<ApiActions>
}

export async function createApi(options: ApiFixtureOptions = {}) {
  const stores = openMemoryStores()
  const clock = { nowMs: NOW_MS, now: () => clock.nowMs }
  const streams = new StreamRegistry(clock)
  const recent = new RecentLogs()
  const admins = new Set([ADMIN_ID])
  const key = createLinkKey(1, { bytes: (length) => new Uint8Array(length).fill(7) }, 0)
  const actions = { ...createActions(stores, clock, streams, recent, options, { admins, key }), ...options.actions }
  const { server, app, logged } = createTestServer(new FakeFile({ sizeBytes: 1 }), streams, options.http, {
    api: {
      actions: () => actions,
      version: '9.9.9',
      ...(options.follow ? { followLimits: options.follow } : {}),
      ...(options.lookEveryMs === undefined ? {} : { uploadOptions: { lookEveryMs: options.lookEveryMs } }),
    },
  })
  /** A token that is good for all, or for these. */
  const tokenFor = async (scopes: readonly ApiScope[] = API_SCOPES, expiresAtMs: number | null = null) => {
    const made = await actions.tokens.create(`user:${ADMIN_ID}`, { name: 'test', scopes, expiresAtMs })
    if (!made.ok) throw new Error(made.refusal.reason)
    return made
  }
  const all = await tokenFor()
  const check = answerChecker()
  /** Asks with the token that is good for all, unless told otherwise. */
  const ask = async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    { token = all.token, ...more }: InjectOptions & { readonly token?: string | null; readonly body?: object } = {},
  ) => {
    const headers = { ...more.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) }
    const response = await app.inject({ ...more, method, url: path, headers })
    check(method, path, response)
    const body = response.body === '' ? {} : response.json<Record<string, unknown>>()
    return { status: response.statusCode, headers: response.headers, body, text: response.body }
  }
  return { server, app, logged, stores, clock, streams, recent, actions, admins, key, all, tokenFor, ask }
}

function createActions(
  stores: ReturnType<typeof openMemoryStores>,
  clock: { now(): number },
  streams: StreamRegistry,
  recent: RecentLogs,
  options: ApiFixtureOptions,
  { admins, key }: { readonly admins: ReadonlySet<number>; readonly key: LinkKey },
): ApiActions {
  const { links, batches, bans, users } = stores
  let count = 0
  const randomness = {
    bytes: (length: number) => {
      const bytes = Buffer.alloc(length)
      bytes.writeUInt32BE(++count, length - 4)
      return bytes
    },
  }
  const linkKeys = { signing: key, verifyLogin: (code: string) => Promise.resolve(verifyLoginCode([key], code)) }
  const nothing = () => {}
  const searches = new SearchTurns()
  const deps = {
    clock,
    randomness,
    ...stores,
    onAuditTrouble: nothing,
    onTrouble: nothing,
    isAdmin: (userId: number) => admins.has(userId),
    guard: { linkRevoked: nothing, userBanned: nothing },
    quota: { userChanged: nothing },
    batchRecords: { noteRevoked: nothing },
    hashPassword: (password: string) => Promise.resolve(`hash of ${password.length}`),
  }
  const limit = options.wrongTokensPerHour
  const door = {
    clock,
    allowedAddresses: options.allowedAddresses ?? [],
    wrongTokens: new AddressLimiter(() => (limit === undefined ? null : { limit, windowMs: 3_600_000 })),
    verify: (token: string) => verifyApiToken(deps, token),
    logsToken: LOGS_TOKEN,
  }
  const urlsOfBatch = {
    pageUrl: 'http://x/b/t',
    playlistUrl: null,
    zipUrl: 'http://x/b/t.zip',
    tarUrl: 'http://x/b/t.tar',
  }
  return {
    nowMs: () => clock.now(),
    letProgramIn: (program) => letProgramIn(door, program),
    letLogReaderIn: (program) => letLogReaderIn(door, program),
    info: () => Promise.resolve(sampleInfo),
    dashboard: dashboardDoor({ ...deps, linkKeys }, door, { get: () => Promise.resolve(sampleInfo) }),
    makeLink: () => Promise.resolve<LinkFromMessageResult>({ ok: false, refusal: { reason: 'gone' } }),
    findLink: (linkId) => links.find(linkId),
    listLinks: (ownerId, after, most) => links.list({ ownerId, after, limit: most }),
    searchLinks: (search, signal) =>
      searchLinks(
        { links, turns: searches, linkKeys: { verify: (token) => Promise.resolve(verifyLinkToken([key], token)) } },
        search,
        signal,
      ),
    changeLink: (actor, linkId, wish) => changeLinkByWish(deps, actor, linkId, wish),
    revokeLink: (actor, linkId) => revokeLink(deps, actor, linkId),
    urlsOf: ({ id }) => {
      return { downloadUrl: `http://x/dl/${id}`, streamUrl: `http://x/stream/${id}`, watchUrl: `http://x/watch/${id}` }
    },
    uploadFile: () => Promise.resolve<UploadResult>({ ok: false, refusal: { reason: 'empty' } }),
    uploadSessions: new UploadSessions({
      clock,
      files: {
        begin: () => Promise.resolve({ ok: false, refusal: { reason: 'no_owner' } }),
        receive: () => Promise.reject(new Error('nothing is open')),
        complete: () => Promise.reject(new Error('nothing is open')),
        maxSizeBytes: () => 1000,
      },
    }),
    doctor: () => Promise.resolve(toldFindings(sampleFindings)),
    findLinks: (ids) => links.findAll(ids),
    makeBatch: async (_actor, { id, links: inIt, ownerId, title }) => {
      const linkIds = inIt.map((link) => link.id)
      const at = { createdAtMs: clock.now(), expiresAtMs: null, revokedAtMs: null }
      const batch: Batch = { id: id ?? '0'.repeat(16), ownerId, title, linkIds, ...at }
      await batches.add(batch)
      return { batch, ...urlsOfBatch }
    },
    findBatch: (batchId) => batches.find(batchId),
    batchUrls: () => urlsOfBatch,
    revokeBatch: (actor, batchId) => revokeBatch(deps, actor, batchId),
    maxBatchFiles: () => 3,
    searchPeople: (search, signal) => searchPeople({ ...deps, turns: searches }, search, signal),
    describeUser: async (userId) => {
      const [user, ban] = await Promise.all([users.find(userId), bans.find(userId)])
      const linksToday = { made: 0, limit: 5, nextAtMs: null }
      return { userId, user, ban, stats: { userId, standing: 'everybody', linksToday, traffic: sampleUsage, links: 0 } }
    },
    authorizeUser: (actor, userId, own) => authorizeUser(deps, actor, userId, own),
    deauthorizeUser: (actor, userId) => deauthorizeUser(deps, actor, userId),
    setUserLimits: (actor, userId, own) => setUserLimits(deps, actor, userId, own),
    isAdmin: deps.isAdmin,
    listBans: (after, most) => bans.page(clock.now(), after, most),
    banUser: (actor, ban) => banUser(deps, actor, ban),
    unbanUser: (actor, userId) => unbanUser(deps, actor, userId),
    serviceStats: () => Promise.resolve(sampleStats),
    clients: () => sampleStats.clients,
    streams: () => streams.list(),
    stopStream: (actor, streamId) => stopStream({ ...deps, streams }, actor, streamId),
    looked: auditLooks(deps),
    statsHistory: (afterMs) => ({
      startedAtMs: NOW_MS,
      intervalMs: 5000,
      samples: sampleHistory.filter(({ atMs }) => atMs > (afterMs ?? 0)),
    }),
    logs: (query) => recent.query(query),
    followLogs: (query, listener) => recent.follow(query, listener),
    auditLog: (beforeMs, most) => stores.audit.page(beforeMs, most),
    settings: sampleSettings,
    tokens: {
      create: (actor, wish) => createApiToken(deps, actor, wish),
      list: () => listApiTokens(deps),
      revoke: (actor, tokenId) => revokeApiToken(deps, actor, tokenId),
    },
    broadcasts: {
      start: () => Promise.resolve({ ok: true, progress: sampleBroadcast, isNew: true }),
      cancel: (_actor, id) => Promise.resolve(id === sampleBroadcast.id),
      progress: (id) => Promise.resolve(id === sampleBroadcast.id ? sampleBroadcast : null),
      list: async (after, most) => {
        const { broadcasts, next } = await stores.broadcasts.list(after, most)
        const unknown = { people: 2, waitsUntilMs: null, failures: [] }
        return { broadcasts: broadcasts.map((it) => ({ ...it, ...unknown })), next }
      },
    },
  }
}
