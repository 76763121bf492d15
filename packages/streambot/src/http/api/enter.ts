/** Who is let into the API: by address, token and scope, before anything else of a request is read. */
import type { FastifyRequest } from 'fastify'
import type { ApiTokenInfo } from '../../actions/api-tokens.js'
import type { Program, ProgramRefusal } from '../../actions/let-program-in.js'
import type { ApiScope } from '../../core/api-token.js'
import { StreamBotError } from '../../core/errors.js'
import { addressOf, isAddressKnown } from '../client-address.js'
import type { ApiActions } from './api-actions.js'
import { ApiError } from './api-error.js'

/** @throws ApiError, StreamBotError too_many_requests, store_unavailable */
export async function enter(
  actions: Pick<ApiActions, 'letProgramIn'>,
  request: FastifyRequest,
  scope: ApiScope,
): Promise<ApiTokenInfo> {
  const answer = await actions.letProgramIn(programOf(request, bearerOf(request)))
  if (!answer.ok) throw toEntryError(answer)
  requireScope(answer.who, scope)
  return answer.who
}

export function requireScope({ scopes }: Pick<ApiTokenInfo, 'scopes'>, scope: ApiScope): void {
  if (!scopes.includes(scope))
    throw new ApiError('scope_missing', `The token is not good for this: it lacks the scope ${scope}.`)
}

export function programOf(request: FastifyRequest, token: string | null): Program {
  return { address: addressOf(request), isAddressKnown: isAddressKnown(request), token }
}

/** RFC 6750 §2.1. null: none. */
export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null
}

export function toEntryError(refusal: ProgramRefusal): Error {
  if (refusal.reason !== 'too_many_requests') return new ApiError(refusal.reason)
  const { retryAfterMs } = refusal
  return new StreamBotError('too_many_requests', 'Too many tokens that are none', { retryAfterMs })
}
