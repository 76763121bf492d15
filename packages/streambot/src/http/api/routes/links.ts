import { z } from 'zod'
import { EVERYBODY } from '../../../actions/audit-looks.js'
import { ApiError } from '../api-error.js'
import { readCursor, writeCursor } from '../cursor.js'
import { endpoint } from '../endpoint.js'
import { toLinkError, toWishError } from '../link-refusals.js'
import { link, linkWish, toLink, toLinkWish } from '../link-shape.js'
import { cursorQuery, DEFAULT_LIMIT, limitQuery, pageOf, recordId, userId, userIdText } from '../shapes.js'

const MAX_POST = 200
/** An address with a long name behind its token. */
const MAX_SEARCH = 1024
const params = z.strictObject({ linkId: recordId })
const place = z.strictObject({ createdAtMs: z.int(), id: recordId })

export const linkEndpoints = [
  endpoint({
    method: 'GET',
    path: '/links',
    scope: 'links',
    summary: 'Links, the newest first; revoked and expired ones too, until they are forgotten',
    description:
      'A search looks through the names of 50,000 links at most, then the page ends, whatever it has found: `next` goes on from there, and null says that ' +
      'there is nothing further.',
    query: z.strictObject({
      search: z
        .string()
        .trim()
        .min(1)
        .max(MAX_SEARCH)
        .optional()
        .describe(
          'All of an address, a token or an id of a link; else a part of the name of a file, in any case of letters',
        ),
      owner: userIdText.optional().describe('Telegram user id; left out: of everybody'),
      limit: limitQuery,
      cursor: cursorQuery,
    }),
    answers: { 200: pageOf('Links', link) },
    handle: async ({ actions, actor, query: { search, owner = null, limit = DEFAULT_LIMIT, cursor }, signal }) => {
      const after = readCursor(cursor, place)
      await actions.looked(actor, 'links.look', owner === null ? EVERYBODY : `user:${owner}`)
      const { links, next } =
        search === undefined
          ? await actions.listLinks(owner, after, limit)
          : await actions.searchLinks({ text: search, ownerId: owner, after, limit }, signal)
      const items = links.map((it) => toLink(actions, it))
      return { status: 200, body: { items, next: next && writeCursor(next) } }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/links',
    scope: 'links',
    summary: 'Make a link of a post that the bot can see, or of a message in the log channel',
    description: 'Takes either `post` or `logMessageId`. It is counted in nobody’s limits.',
    isCreating: true,
    body: z.strictObject({
      post: z.string().max(MAX_POST).optional().describe('`https://t.me/name/5` or `https://t.me/c/1234567890/5`'),
      logMessageId: z.int().min(1).max(2_147_483_647).optional().describe('A message of the log channel'),
      ownerId: userId.optional().describe('Whose link it is; left out: the first of ADMINS'),
      ...linkWish,
    }),
    answers: { 201: link, 200: link },
    refusals: ['post_unusable', 'file_refused', 'conflict'],
    handle: async ({ actions, actor, request, signal, body: { post, logMessageId, ownerId = null, ...rules } }) => {
      const wish = { source: sourceOf(post, logMessageId), ownerId, ...toLinkWish(rules) }
      const made = await actions.makeLink(actor, wish, request.name, signal)
      if (!made.ok) throw toLinkError(made.refusal)
      return { status: made.isNew ? 201 : 200, body: toLink(actions, made.link) }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/links/{linkId}',
    scope: 'links',
    summary: 'One link',
    params,
    answers: { 200: link },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { linkId } }) => {
      const found = await actions.findLink(linkId)
      if (found) await actions.looked(actor, 'link.look', linkId)
      if (found) return { status: 200, body: toLink(actions, found) }
      throw unknownLink(linkId)
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/links/{linkId}',
    scope: 'links',
    summary: 'Change when a link ends, and whom it serves until then',
    description:
      'What is left out stays as it is. The addresses of the link are new after it: those given out before go on by the new rules, but ' +
      'do not know of them while the database is away.',
    params,
    body: z.strictObject(linkWish),
    answers: { 200: link },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { linkId }, body }) => {
      if (Object.values(body).every((value) => value === undefined)) {
        throw new ApiError('invalid_input', 'body: says nothing to change.')
      }
      const changed = await actions.changeLink(actor, linkId, toLinkWish(body))
      if (changed.ok) return { status: 200, body: toLink(actions, changed.link) }
      throw changed.refusal.reason === 'unknown_link' ? unknownLink(linkId) : toWishError(changed.refusal)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/links/{linkId}',
    scope: 'links',
    summary: 'Revoke a link: who reads it is cut off',
    params,
    answers: { 204: null },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { linkId } }) => {
      if (await actions.revokeLink(actor, linkId)) return { status: 204 }
      throw new ApiError('no_such_record', `There is no link ${linkId}, or it was revoked before.`)
    },
  }),
]

function sourceOf(post: string | undefined, logMessageId: number | undefined) {
  if (post !== undefined && logMessageId === undefined) return { post }
  if (logMessageId !== undefined && post === undefined) return { logMessageId }
  throw new ApiError('invalid_input', 'body: must have either post or logMessageId.')
}

function unknownLink(linkId: string): ApiError {
  return new ApiError('no_such_record', `There is no link ${linkId}.`)
}
