/** Who is let into the API: by address, token and scope, before anything else of a request is read. A token comes in a header, or in the dashboard's cookie. */
import type { FastifyRequest } from 'fastify'
import type { ApiTokenInfo } from '../../actions/api-tokens.js'
import type { Program, ProgramAnswer, ProgramRefusal } from '../../actions/let-program-in.js'
import type { ApiScope } from '../../core/api-token.js'
import { StreamBotError } from '../../core/errors.js'
import { requireOwnPage } from '../admin/own-page.js'
import { readSessionCookie } from '../admin/session-cookie.js'
import { bearerOf } from '../bearer.js'
import { addressOf, isAddressKnown } from '../client-address.js'
import type { ApiActions } from './api-actions.js'
import { ApiError } from './api-error.js'

type Entrance = Pick<ApiActions, 'letProgramIn'>

/** @throws ApiError, StreamBotError too_many_requests, store_unavailable */
export async function enter(actions: Entrance, request: FastifyRequest, scope: ApiScope): Promise<ApiTokenInfo> {
  const who = comesByCookie(request)
    ? await enterByCookie(actions, request)
    : orRefuse(await actions.letProgramIn(programOf(request, bearerOf(request))))
  requireScope(who, scope)
  return who
}

/** Also who may do nothing in particular. @throws as `enter` */
export async function enterByCookie(actions: Entrance, request: FastifyRequest): Promise<ApiTokenInfo> {
  const { dashboardPlace: place } = request
  const token = readSessionCookie(request)
  if (token === null || place === null) throw new ApiError('session_required')
  requireOwnPage(request, place)
  const answer = await actions.letProgramIn(programOf(request, token))
  // Counted as a guess, and told all the same where there is none left: whoever is not told goes on showing it, and gets no way in.
  if (!answer.ok && (answer.reason === 'token_wrong' || answer.reason === 'too_many_requests')) {
    throw new ApiError('session_required')
  }
  return orRefuse(answer)
}

export function requireScope({ scopes }: Pick<ApiTokenInfo, 'scopes'>, scope: ApiScope): void {
  if (!scopes.includes(scope))
    throw new ApiError('scope_missing', `The token is not good for this: it lacks the scope ${scope}.`)
}

export function programOf(request: FastifyRequest, token: string | null): Program {
  return { address: addressOf(request), isAddressKnown: isAddressKnown(request), token }
}

export function toEntryError(refusal: ProgramRefusal): Error {
  if (refusal.reason !== 'too_many_requests') return new ApiError(refusal.reason)
  const { retryAfterMs } = refusal
  return new StreamBotError('too_many_requests', 'Too many tokens that are none', { retryAfterMs })
}

/** Without a dashboard its cookie is nobody's. */
function comesByCookie(request: FastifyRequest): boolean {
  const { dashboardPlace, headers } = request
  return dashboardPlace !== null && headers.authorization === undefined && readSessionCookie(request) !== null
}

function orRefuse<Who>(answer: ProgramAnswer<Who>): Who {
  if (!answer.ok) throw toEntryError(answer)
  return answer.who
}
