/** The API on stores in memory, without Telegram, that checks every answer against the API's own document. */
import type { InjectOptions } from 'fastify'
import { createApiToken, listApiTokens, revokeApiToken, verifyApiToken } from '../actions/api-tokens.js'
import { authorizeUser, deauthorizeUser, setUserLimits } from '../actions/authorize-user.js'
import { banUser, unbanUser } from '../actions/ban-user.js'
import { letLogReaderIn, letProgramIn } from '../actions/let-program-in.js'
import type { LinkFromMessageResult } from '../actions/link-from-message.js'
import { changeLinkByWish } from '../actions/link-wish.js'
import { revokeBatch } from '../actions/revoke-batch.js'
import { revokeLink } from '../actions/revoke-link.js'
import { searchPeople } from '../actions/search-people.js'
import type { UploadResult } from '../actions/upload-file.js'
import { API_SCOPES, type ApiScope } from '../core/api-token.js'
import type { Batch } from '../core/batch.js'
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
import {
  ADMIN_ID,
  NOW_MS,
  sampleBroadcast,
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
  readonly actions?: Partial<ApiActions>
}

export async function createApi(options: ApiFixtureOptions = {}) {
  const stores = openMemoryStores()
  const clock = { nowMs: NOW_MS, now: () => clock.nowMs }
  const streams = new StreamRegistry(clock)
  const recent = new RecentLogs()
  const actions = { ...createActions(stores, clock, streams, recent, options), ...options.actions }
  const { server, app, logged } = createTestServer(new FakeFile({ sizeBytes: 1 }), streams, options.http, {
    api: { actions: () => actions, version: '9.9.9', ...(options.follow ? { followLimits: options.follow } : {}) },
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
  return { server, app, logged, stores, clock, streams, recent, actions, all, tokenFor, ask }
}

function createActions(
  stores: ReturnType<typeof openMemoryStores>,
  clock: { now(): number },
  streams: StreamRegistry,
  recent: RecentLogs,
  options: ApiFixtureOptions,
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
  const nothing = () => {}
  const deps = {
    clock,
    randomness,
    ...stores,
    onAuditTrouble: nothing,
    onTrouble: nothing,
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
    makeLink: () => Promise.resolve<LinkFromMessageResult>({ ok: false, refusal: { reason: 'gone' } }),
    findLink: (linkId) => links.find(linkId),
    listLinks: (ownerId, after, most) => links.list({ ownerId, after, limit: most }),
    changeLink: (actor, linkId, wish) => changeLinkByWish(deps, actor, linkId, wish),
    revokeLink: (actor, linkId) => revokeLink(deps, actor, linkId),
    urlsOf: ({ id }) => {
      return { downloadUrl: `http://x/dl/${id}`, streamUrl: `http://x/stream/${id}`, watchUrl: `http://x/watch/${id}` }
    },
    uploadFile: () => Promise.resolve<UploadResult>({ ok: false, refusal: { reason: 'empty' } }),
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
    searchPeople: (search) => searchPeople(deps, search),
    describeUser: async (userId) => {
      const [user, ban] = await Promise.all([users.find(userId), bans.find(userId)])
      const linksToday = { made: 0, limit: 5, nextAtMs: null }
      return { userId, user, ban, stats: { userId, standing: 'everybody', linksToday, traffic: sampleUsage, links: 0 } }
    },
    authorizeUser: (actor, userId, own) => authorizeUser(deps, actor, userId, own),
    deauthorizeUser: (actor, userId) => deauthorizeUser(deps, actor, userId),
    setUserLimits: (actor, userId, own) => setUserLimits(deps, actor, userId, own),
    isAdmin: (userId) => userId === ADMIN_ID,
    listBans: (after, most) => bans.page(clock.now(), after, most),
    banUser: (actor, ban) => banUser(deps, actor, ban),
    unbanUser: (actor, userId) => unbanUser(deps, actor, userId),
    serviceStats: () => Promise.resolve(sampleStats),
    clients: () => sampleStats.clients,
    streams: () => streams.list(),
    stopStream: (_actor, streamId) => Promise.resolve(streams.cancel(streamId, 'stopped')),
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
    },
  }
}
