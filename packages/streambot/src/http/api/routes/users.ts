import { z } from 'zod'
import { EVERYBODY } from '../../../actions/audit-looks.js'
import { MAX_LINKS_PER_DAY } from '../../../actions/authorize-user.js'
import type { UserDescription } from '../../../actions/describe-user.js'
import type { User } from '../../../core/user.js'
import { ApiError } from '../api-error.js'
import { readCursor, writeCursor } from '../cursor.js'
import { endpoint } from '../endpoint.js'
import {
  bytes,
  cursorQuery,
  DEFAULT_LIMIT,
  limitQuery,
  moment,
  named,
  pageOf,
  toMoment,
  toMomentOrNull,
  userId,
  userIdText,
} from '../shapes.js'
import { withoutUndefined } from '../without-undefined.js'
import { ban, toBan } from './bans.js'
import { monthlyUsage, toMonthlyUsage } from './stats.js'

/** What every window holds at most. */

const person = z.object({
  id: userId,
  firstName: z.string(),
  username: z.string().nullable().describe('Without the @'),
  languageCode: z.string().nullable(),
  firstSeenAt: moment,
  lastSeenAt: moment,
  isAuthorized: z.boolean(),
  linksPerDay: z.int().nullable().describe('null: as everybody; 0: no limit'),
  bandwidthBytesPerMonth: z.int().nullable().describe('null: as everybody; 0: no limit'),
  unreachableSince: moment.nullable().describe('Since when Telegram delivers nothing to them any more'),
})

const listedUser = named('ListedUser', person.extend({ isBanned: z.boolean() }))

const user = named('User', person)

const describedUser = named(
  'DescribedUser',
  z.object({
    id: userId,
    user: user.nullable().describe('null: never wrote to the bot'),
    ban: ban.nullable(),
    stats: z.object({
      standing: z.enum(['admin', 'authorized', 'everybody']),
      linksToday: z.object({
        made: z.int().min(0),
        limit: z.int().nullable().describe('null: as many as they like'),
        nextAt: moment.nullable().describe('When there is a place for the next; null: now'),
      }),
      traffic: monthlyUsage,
      links: z.int().min(0),
    }),
  }),
)

function toUser({ firstSeenAtMs, lastSeenAtMs, unreachableSinceMs, ...it }: User): z.input<typeof person> {
  return {
    ...it,
    firstSeenAt: toMoment(firstSeenAtMs),
    lastSeenAt: toMoment(lastSeenAtMs),
    unreachableSince: toMomentOrNull(unreachableSinceMs),
  }
}

function toDescribed({ userId: id, user: known, ban: found, stats }: UserDescription): z.input<typeof describedUser> {
  const { made, limit, nextAtMs } = stats.linksToday
  return {
    id,
    user: known && toUser(known),
    ban: found && toBan(found),
    stats: {
      standing: stats.standing,
      linksToday: { made, limit, nextAt: toMomentOrNull(nextAtMs) },
      traffic: toMonthlyUsage(stats.traffic),
      links: stats.links,
    },
  }
}

const params = z.strictObject({ userId: userIdText })

export const userEndpoints = [
  endpoint({
    method: 'GET',
    path: '/users',
    scope: 'users',
    summary: 'People who are known, by rising id',
    query: z.strictObject({
      q: z.string().max(100).describe('In the name, the username or the id').optional(),
      limit: limitQuery,
      cursor: cursorQuery,
    }),
    answers: { 200: pageOf('Users', listedUser) },
    handle: async ({ actions, actor, query, signal }) => {
      const afterId = readCursor(query.cursor, z.int().min(0)) ?? 0
      const search = { text: query.q ?? '', afterId, limit: query.limit ?? DEFAULT_LIMIT }
      await actions.looked(actor, 'users.look', EVERYBODY)
      const { people, nextAfterId } = await actions.searchPeople(search, signal)
      const items = people.map(({ user: found, isBanned }) => ({ ...toUser(found), isBanned }))
      return { status: 200, body: { items, next: nextAfterId === null ? null : writeCursor(nextAfterId) } }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/users/{userId}',
    scope: 'users',
    summary: 'All that is known of one person',
    params,
    answers: { 200: describedUser },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { userId: id } }) => {
      await actions.looked(actor, 'user.look', `user:${id}`)
      const described = await actions.describeUser(id)
      if (described.user || described.ban) return { status: 200, body: toDescribed(described) }
      throw new ApiError(
        'no_such_record',
        `User ${id} never wrote to the bot, and no admin decided anything about them.`,
      )
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/users/{userId}',
    scope: 'users',
    summary: 'Authorise somebody, or give them limits of their own',
    description:
      'What is left out stays as it is. Not to be authorised any more takes limits of their own away as well, unless they are given anew. ' +
      'Somebody unknown may be decided about before they first write.',
    params,
    body: z
      .strictObject({
        isAuthorized: z.boolean(),
        linksPerDay: z.int().min(0).max(MAX_LINKS_PER_DAY).nullable(),
        bandwidthBytesPerMonth: bytes.nullable(),
      })
      .partial(),
    answers: { 200: user },
    handle: async ({ actions, actor, params: { userId: id }, body: { isAuthorized, ...limits } }) => {
      const own = withoutUndefined(limits)
      if (isAuthorized) return { status: 200, body: toUser(await actions.authorizeUser(actor, id, own)) }
      const hasLimits = Object.keys(own).length > 0
      if (isAuthorized === undefined && !hasLimits) throw new ApiError('invalid_input', 'body: says nothing to change.')
      const deauthorized = isAuthorized === false ? await actions.deauthorizeUser(actor, id) : null
      const changed = deauthorized && !hasLimits ? deauthorized : await actions.setUserLimits(actor, id, own)
      return { status: 200, body: toUser(changed) }
    },
  }),
]
