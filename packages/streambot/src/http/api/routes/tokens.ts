import { z } from 'zod'
import type { ApiTokenInfo, CreateApiTokenResult } from '../../../actions/api-tokens.js'
import { API_SCOPES } from '../../../core/api-token.js'
import { ApiError } from '../api-error.js'
import { endpoint } from '../endpoint.js'
import { moment, momentInput, named, recordId, toMoment, toMomentOrNull } from '../shapes.js'

const scope = z.enum(API_SCOPES)

const tokenFields = {
  id: recordId,
  name: z.string(),
  scopes: z.array(z.string()),
  createdBy: z.int().nullable().describe('Telegram id of the admin. null: a program, or the command line'),
  createdAt: moment,
  expiresAt: moment.nullable().describe('null: never'),
  lastUsedAt: moment.nullable(),
}
const token = named('Token', z.object(tokenFields))
const newToken = named('NewToken', z.object({ ...tokenFields, token: z.string().describe('Shown this once') }))

function toToken({ createdAtMs, expiresAtMs, lastUsedAtMs, createdBy, scopes, ...it }: ApiTokenInfo) {
  return {
    ...it,
    scopes: [...scopes],
    createdBy: createdBy || null,
    createdAt: toMoment(createdAtMs),
    expiresAt: toMomentOrNull(expiresAtMs),
    lastUsedAt: toMomentOrNull(lastUsedAtMs),
  } satisfies z.input<typeof token>
}

export const tokenEndpoints = [
  endpoint({
    method: 'GET',
    path: '/tokens',
    scope: 'tokens',
    summary: 'Tokens of the API, the newest first; those that are over too',
    answers: { 200: named('Tokens', z.object({ items: z.array(token) })) },
    handle: async ({ actions }) => ({ status: 200, body: { items: (await actions.tokens.list()).map(toToken) } }),
  }),
  endpoint({
    method: 'POST',
    path: '/tokens',
    scope: 'tokens',
    summary: 'Make a token',
    description:
      'A token gives no more than it has: its own scopes at most, and not for longer than itself. The secret is in this answer and nowhere ' +
      'else, so this takes no Idempotency-Key: look for its name in the list where an answer was lost, revoke that one and make another.',
    body: z.strictObject({
      name: z.string().max(200).describe('For people: what it is for'),
      scopes: z.array(scope).min(1).max(API_SCOPES.length),
      expiresAt: momentInput.nullable().optional().describe('null: never. Left out: as the token that makes it'),
    }),
    answers: { 201: newToken },
    refusals: ['scope_missing', 'conflict'],
    handle: async ({ actions, actor, token: maker, body: { name, scopes, expiresAt = maker.expiresAtMs } }) => {
      const beyond = scopes.find((it) => !maker.scopes.includes(it))
      if (beyond !== undefined) throw new ApiError('scope_missing', `This token cannot give the scope ${beyond}.`)
      if (maker.expiresAtMs !== null && (expiresAt === null || expiresAt > maker.expiresAtMs)) {
        throw new ApiError('scope_missing', `This token can give none beyond ${toMoment(maker.expiresAtMs)}.`)
      }
      const created = await actions.tokens.create(actor, { name, scopes, expiresAtMs: expiresAt })
      if (!created.ok) throw toTokenError(created)
      return { status: 201, body: { ...toToken(created.info), token: created.token } }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/tokens/{tokenId}',
    scope: 'tokens',
    summary: 'Revoke a token, this one too; it is refused at its next request',
    params: z.strictObject({ tokenId: recordId }),
    answers: { 204: null },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { tokenId } }) => {
      if (await actions.tokens.revoke(actor, tokenId)) return { status: 204 }
      throw new ApiError('no_such_record', `There is no token ${tokenId}.`)
    },
  }),
]

function toTokenError({ refusal }: Extract<CreateApiTokenResult, { ok: false }>): ApiError {
  switch (refusal.reason) {
    case 'bad_name':
      return new ApiError('invalid_input', `body.name: must have 1 to ${refusal.maxLength} characters.`)
    case 'no_scope':
    case 'unknown_scope':
      return new ApiError('invalid_input', `body.scopes: must be some of ${refusal.scopes.join(', ')}.`)
    case 'expires_in_the_past':
      return new ApiError('invalid_input', 'body.expiresAt: lies in the past.')
    case 'too_many_tokens':
      return new ApiError('conflict', `There are ${refusal.max} tokens already: revoke some.`)
  }
}
