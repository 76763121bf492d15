/**
 * Whether a program may read a person's own files: by their id and an app password, and only while the person may use the service. Asked anew at
 * each request, so that who is banned or no longer allowed is out at once. Guesses are counted by address after they have failed, as those of
 * tokens of the API are.
 */
import { checkAccess, type AccessRules } from '../policy/access.js'
import type { BanStore } from '../ports/ban-store.js'
import type { Clock } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'
import { verifyAppPassword, type AppPasswordInfo, type VerifyAppPasswordDeps } from './app-passwords.js'
import { letIn, type ProgramDeps } from './let-program-in.js'

export interface AccessDeps {
  readonly clock: Clock
  readonly users: Pick<UserStore, 'find'>
  readonly bans: Pick<BanStore, 'find'>
  /** In force right now. */
  readonly rules: () => { readonly accessRules: AccessRules }
}

export type OwnerDoorDeps = VerifyAppPasswordDeps & AccessDeps & Pick<ProgramDeps, 'wrongTokens'>

/** What a program shows, and from where. */
export interface OwnerVisit {
  readonly address: string
  /** As of `Whereabouts`. */
  readonly isAddressKnown: boolean
  /** null: it shows nothing. */
  readonly credentials: { readonly user: string; readonly password: string } | null
}

export type OwnerAnswer =
  | { readonly ok: true; readonly owner: Owner }
  | {
      readonly ok: false
      readonly reason: 'password_required' | 'password_wrong' | 'not_allowed'
    }
  | { readonly ok: false; readonly reason: 'too_many_requests'; readonly retryAfterMs: number }

export interface Owner {
  readonly userId: number
  readonly passwordId: string
}

/** @throws StreamBotError store_unavailable: nobody is let in unseen */
export async function letOwnerIn(deps: OwnerDoorDeps, { credentials, ...where }: OwnerVisit): Promise<OwnerAnswer> {
  const door = { clock: deps.clock, wrongTokens: deps.wrongTokens, allowedAddresses: [] }
  const program = { ...where, token: credentials?.password ?? null }
  const answer = await letIn(door, program, async (shown): Promise<AppPasswordInfo | null> => {
    const userId = toUserId(credentials?.user ?? '')
    return userId === null ? null : verifyAppPassword(deps, userId, shown)
  })
  if (!answer.ok) {
    if (answer.reason === 'too_many_requests') return answer
    return { ok: false, reason: credentials === null ? 'password_required' : 'password_wrong' }
  }
  const { userId, id: passwordId } = answer.who
  return (await mayUseService(deps, userId))
    ? { ok: true, owner: { userId, passwordId } }
    : { ok: false, reason: 'not_allowed' }
}

/** As for files that they send: bans, and the mode of access of the moment. @throws StreamBotError store_unavailable */
export async function mayUseService({ clock, users, bans, rules }: AccessDeps, userId: number): Promise<boolean> {
  const [user, ban] = await Promise.all([users.find(userId), bans.find(userId)])
  return checkAccess(rules().accessRules, user ?? { id: userId, isAuthorized: false }, ban, clock.now()) === null
}

/** null: no id of Telegram's. */
function toUserId(text: string): number | null {
  const digits = /^\s*([1-9]\d{0,15})\s*$/.exec(text)?.[1]
  const userId = Number(digits)
  return Number.isSafeInteger(userId) ? userId : null
}
