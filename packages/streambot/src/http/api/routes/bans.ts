import { z } from 'zod'
import type { Ban } from '../../../core/ban.js'
import { ApiError } from '../api-error.js'
import { readCursor, writeCursor } from '../cursor.js'
import { endpoint } from '../endpoint.js'
import {
  cursorQuery,
  DEFAULT_LIMIT,
  limitQuery,
  moment,
  momentInput,
  named,
  pageOf,
  toMoment,
  toMomentOrNull,
  userId,
  userIdText,
} from '../shapes.js'

const MAX_REASON = 500

export const ban = named(
  'Ban',
  z.object({
    userId,
    reason: z.string().nullable().describe('For the person'),
    bannedBy: z.int().nullable().describe('Telegram id of the admin. null: a program'),
    createdAt: moment,
    until: moment.nullable().describe('null: for good'),
  }),
)

export function toBan({ createdAtMs, untilMs, bannedBy, ...it }: Ban): z.input<typeof ban> {
  return { ...it, bannedBy: bannedBy || null, createdAt: toMoment(createdAtMs), until: toMomentOrNull(untilMs) }
}

const params = z.strictObject({ userId: userIdText })

export const banEndpoints = [
  endpoint({
    method: 'GET',
    path: '/bans',
    scope: 'bans',
    summary: 'Bans in force, by rising user id',
    query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }),
    answers: { 200: pageOf('Bans', ban) },
    handle: async ({ actions, query: { limit = DEFAULT_LIMIT, cursor } }) => {
      const found = await actions.listBans(readCursor(cursor, z.int().min(0)) ?? 0, limit + 1)
      const items = found.slice(0, limit)
      const last = found.length > limit ? items.at(-1) : undefined
      return { status: 200, body: { items: items.map(toBan), next: last ? writeCursor(last.userId) : null } }
    },
  }),
  endpoint({
    method: 'PUT',
    path: '/bans/{userId}',
    scope: 'bans',
    summary: 'Ban somebody: no use of the bot, and no link of theirs is served',
    description: 'In place of a ban that was there. What is being read of their links ends.',
    params,
    body: z.strictObject({
      reason: z.string().trim().min(1).max(MAX_REASON).nullable().optional().describe('For the person'),
      until: momentInput.nullable().optional().describe('null or left out: for good'),
    }),
    answers: { 200: ban },
    refusals: ['conflict'],
    handle: async ({ actions, actor, token, params: { userId: id }, body }) => {
      if (actions.isAdmin(id)) throw new ApiError('conflict', `User ${id} is an admin, and admins cannot be banned.`)
      const createdAtMs = actions.nowMs()
      const untilMs = body.until ?? null
      if (untilMs !== null && untilMs <= createdAtMs)
        throw new ApiError('invalid_input', 'body.until: lies in the past.')
      const put = { userId: id, reason: body.reason ?? null, bannedBy: token.createdBy, createdAtMs, untilMs }
      await actions.banUser(actor, put)
      return { status: 200, body: toBan(put) }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/bans/{userId}',
    scope: 'bans',
    summary: 'Lift a ban; links that were not revoked are served again',
    params,
    answers: { 204: null },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { userId: id } }) => {
      if (await actions.unbanUser(actor, id)) return { status: 204 }
      throw new ApiError('no_such_record', `User ${id} is not banned.`)
    },
  }),
]
