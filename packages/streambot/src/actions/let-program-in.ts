/**
 * Whether a program may use the API: from where it comes, then by its token. Guesses are counted by address after they have failed, so that
 * neighbours behind one address are not locked out of good tokens. The token of the configuration is the exception: people choose it, so from
 * where too many were wrong it opens nothing.
 */
import { areSame } from '../core/are-same.js'
import type { WindowAnswer } from '../core/sliding-window.js'
import { isAddressAllowed } from '../policy/link-access-address.js'
import type { ApiTokenInfo } from './api-tokens.js'
import type { WrongTokenDeps } from './find-link.js'

export interface ProgramDeps extends WrongTokenDeps {
  readonly wrongTokens:
    | (NonNullable<WrongTokenDeps['wrongTokens']> & {
        /** What `take` would say. */
        peek(address: string, nowMs: number): WindowAnswer
      })
    | null
  /** CIDR blocks; empty: everybody. */
  readonly allowedAddresses: readonly string[]
  /** null: lets nobody in. @throws StreamBotError store_unavailable */
  readonly verify: (token: string) => Promise<ApiTokenInfo | null>
  /** The token of the variable LOGS_ACCESS_TOKEN; null: there is none. */
  readonly logsToken: string | null
}

export interface Program {
  readonly address: string
  /** As of `Whereabouts`: an address that a stranger names is nobody's. */
  readonly isAddressKnown: boolean
  readonly token: string | null
}

export type ProgramAnswer<Who> = { readonly ok: true; readonly who: Who } | ProgramRefusal

export type ProgramRefusal =
  | { readonly ok: false; readonly reason: 'address_refused' | 'token_required' | 'token_wrong' }
  | { readonly ok: false; readonly reason: 'too_many_requests'; readonly retryAfterMs: number }

/** @throws StreamBotError store_unavailable: nobody is let in unseen */
export function letProgramIn(deps: ProgramDeps, program: Program): Promise<ProgramAnswer<ApiTokenInfo>> {
  return letIn(deps, program, deps.verify)
}

/**
 * By whatever is shown in the place of a token.
 * @param verify null: lets nobody in
 */
export async function letIn<Who>(
  deps: Omit<ProgramDeps, 'verify' | 'logsToken'>,
  program: Program,
  verify: (shown: string) => Promise<Who | null>,
): Promise<ProgramAnswer<Who>> {
  const refusal = refuseAtTheDoor(deps, program)
  if (refusal) return refusal
  const who = await verify(program.token ?? '')
  return who ? { ok: true, who } : guessed(deps, program)
}

/** The one token of the configuration, or else a token of the API. @throws StreamBotError store_unavailable */
export async function letLogReaderIn(
  deps: ProgramDeps,
  program: Program,
): Promise<ProgramAnswer<ApiTokenInfo | 'configured'>> {
  const refusal = refuseAtTheDoor(deps, program)
  if (refusal) return refusal
  if (isConfigured(deps, program)) return { ok: true, who: 'configured' }
  return letProgramIn(deps, program)
}

/** Not looked at once the address has no guess left. */
function isConfigured({ logsToken, wrongTokens, clock }: ProgramDeps, { address, token }: Program): boolean {
  if (logsToken === null || token === null) return false
  return wrongTokens?.peek(address, clock.now()).ok !== false && areSame(token, logsToken)
}

function refuseAtTheDoor(
  { allowedAddresses }: Pick<ProgramDeps, 'allowedAddresses'>,
  { address, isAddressKnown, token }: Program,
): ProgramRefusal | null {
  const isWelcome = allowedAddresses.length === 0 || (isAddressKnown && isAddressAllowed(address, allowedAddresses))
  if (!isWelcome) return { ok: false, reason: 'address_refused' }
  return token === null ? { ok: false, reason: 'token_required' } : null
}

function guessed(
  { wrongTokens, clock }: Pick<ProgramDeps, 'wrongTokens' | 'clock'>,
  { address }: Program,
): ProgramRefusal {
  const answer = wrongTokens?.take(address, clock.now())
  if (answer === undefined || answer.ok) return { ok: false, reason: 'token_wrong' }
  return { ok: false, reason: 'too_many_requests', retryAfterMs: answer.retryAfterMs }
}
