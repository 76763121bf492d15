import { z } from 'zod'
import type { BroadcastProgress } from '../../../actions/broadcasts.js'
import type { StartBroadcastResult } from '../../../actions/start-broadcast.js'
import { ApiError } from '../api-error.js'
import { readCursor, writeCursor } from '../cursor.js'
import { endpoint } from '../endpoint.js'
import { toPostError } from '../link-refusals.js'
import {
  cursorQuery,
  DEFAULT_LIMIT,
  limitQuery,
  moment,
  named,
  pageOf,
  recordId,
  toMoment,
  toMomentOrNull,
} from '../shapes.js'

const MAX_POST = 200
/** Telegram's own (core.telegram.org/method/messages.sendMessage). */
const MAX_TEXT = 4096

const broadcast = named(
  'Broadcast',
  z.object({
    id: recordId,
    state: z.enum(['running', 'done', 'cancelled']),
    reason: z.string().nullable().describe('Why it was cancelled; null: somebody did, or it was not'),
    people: z.int().min(0).describe('All who are known'),
    sent: z.int().min(0),
    unreachable: z.int().min(0).describe('Blocked the bot, never wrote to it, or gone'),
    failed: z.int().min(0),
    failures: z.array(z.object({ reason: z.string(), people: z.int().min(0) })),
    createdAt: moment,
    startedBy: z.int().min(0).describe('Telegram id of the admin; where a program did, of the first of ADMINS'),
    finishedAt: moment.nullable(),
    waitsUntil: moment.nullable().describe('Telegram says so; null: it goes on'),
  }),
)

function toBroadcast(it: BroadcastProgress): z.input<typeof broadcast> {
  const { id, state, reason, people, sent, unreachable, failed, failures } = it
  return {
    ...{ id, state, reason, people, sent, unreachable, failed },
    failures: [...failures],
    createdAt: toMoment(it.createdAtMs),
    startedBy: it.adminId,
    finishedAt: toMomentOrNull(it.finishedAtMs),
    waitsUntil: toMomentOrNull(it.waitsUntilMs),
  }
}

const params = z.strictObject({ broadcastId: recordId })

const place = z.strictObject({ createdAtMs: z.int(), id: recordId })

export const broadcastEndpoints = [
  endpoint({
    method: 'GET',
    path: '/broadcasts',
    scope: 'broadcast',
    summary: 'Broadcasts of everybody, the newest first; those that are over too',
    query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }),
    answers: { 200: pageOf('Broadcasts', broadcast) },
    handle: async ({ actions, query: { limit = DEFAULT_LIMIT, cursor } }) => {
      const { broadcasts, next } = await actions.broadcasts.list(readCursor(cursor, place), limit)
      return { status: 200, body: { items: broadcasts.map(toBroadcast), next: next && writeCursor(next) } }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/broadcasts',
    scope: 'broadcast',
    summary: 'Send a message to everybody who ever talked to the bot',
    description: 'Takes either `post` or `text`. One goes on at a time, the oldest first; each person gets it once.',
    isCreating: true,
    body: z.strictObject({
      post: z.string().max(MAX_POST).optional().describe('`https://t.me/name/5` or `https://t.me/c/1234567890/5`'),
      text: z.string().trim().min(1).max(MAX_TEXT).optional().describe('As it is, without markup'),
    }),
    answers: { 201: broadcast, 200: broadcast },
    refusals: ['post_unusable', 'conflict'],
    handle: async ({ actions, actor, request, signal, body }) => {
      const started = await actions.broadcasts.start(actor, wishOf(body), request.name, signal)
      if (!started.ok) throw toStartError(started.reason)
      return { status: started.isNew ? 201 : 200, body: toBroadcast(started.progress) }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/broadcasts/{broadcastId}',
    scope: 'broadcast',
    summary: 'How far one is',
    params,
    answers: { 200: broadcast },
    refusals: ['no_such_record'],
    handle: async ({ actions, params: { broadcastId } }) => {
      const progress = await actions.broadcasts.progress(broadcastId)
      if (progress) return { status: 200, body: toBroadcast(progress) }
      throw new ApiError('no_such_record', `There is no broadcast ${broadcastId}.`)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/broadcasts/{broadcastId}',
    scope: 'broadcast',
    summary: 'Stop one: whoever has not been asked by then is not',
    params,
    answers: { 204: null },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { broadcastId } }) => {
      if (await actions.broadcasts.cancel(actor, broadcastId)) return { status: 204 }
      throw new ApiError('no_such_record', `There is no broadcast ${broadcastId}, or it was over before.`)
    },
  }),
]

function toStartError(reason: Extract<StartBroadcastResult, { ok: false }>['reason']): ApiError {
  if (reason !== 'other_message') return toPostError(reason)
  return new ApiError('conflict', 'This Idempotency-Key was used for another message; take a new one.')
}

function wishOf({ post, text }: { readonly post?: string | undefined; readonly text?: string | undefined }) {
  if (post !== undefined && text === undefined) return { post }
  if (text !== undefined && post === undefined) return { text }
  throw new ApiError('invalid_input', 'body: must have either post or text.')
}
