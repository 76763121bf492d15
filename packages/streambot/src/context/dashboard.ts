/** The dashboard, as the bot leads to it and as the web server lets somebody in. */
import { API_SCOPES, isDashboardSession } from '../core/api-token.js'
import type { ApiTokenInfo } from '../actions/api-tokens.js'
import {
  logInByCode,
  logOut,
  makeLoginCode,
  nameOf,
  noteLogin,
  type SessionDeps,
} from '../actions/dashboard-sessions.js'
import { letIn, letProgramIn, type ProgramDeps } from '../actions/let-program-in.js'
import type { PublicInfos } from '../actions/public-info.js'
import type { AdminActions } from '../bot/admin-actions.js'
import type { Config } from '../config/config.js'
import type { ApiActions } from '../http/api/api-actions.js'
import type { Context } from './context.js'

/** @param baseUrl what links begin with, whether it is configured or not */
export function dashboardLink(
  { features, http }: Pick<Config, 'features' | 'http'>,
  context: Pick<Context, 'clock' | 'randomness' | 'linkKeys'>,
  baseUrl: string,
): AdminActions['dashboard'] {
  if (!features.dashboard) return null
  return {
    isAddressKnown: http.baseUrl !== null,
    logIn: (adminId) => {
      const { code, expiresAtMs } = makeLoginCode(context, adminId)
      // Behind the # it is in no log, and no program that looks at links for a chat uses it up.
      return { url: `${baseUrl}/admin#login=${code}`, expiresAtMs }
    },
  }
}

/** @param asking who may ask the API at all */
export function dashboardDoor(
  deps: SessionDeps,
  asking: ProgramDeps,
  infos: Pick<PublicInfos, 'get'>,
): ApiActions['dashboard'] {
  return {
    logInByCode: (attempt) => letIn(asking, attempt, (code) => logInByCode(deps, code, attempt.address)),
    logInByToken: async (attempt) => {
      const answer = await letProgramIn(asking, attempt)
      if (!answer.ok) return answer
      await noteLogin(deps, answer.who, attempt.address)
      return { ok: true, who: { token: attempt.token ?? '', who: answer.who } }
    },
    describe: async (who) => {
      const { version, botUsername } = await infos.get()
      return { ...(await toDescription(deps, who)), version, botName: botUsername }
    },
    logOut: (who) => logOut(deps, who),
  }
}

async function toDescription(deps: Pick<SessionDeps, 'users'>, who: ApiTokenInfo) {
  const { expiresAtMs } = who
  if (!isDashboardSession(who)) return { name: who.name, via: 'token', scopes: who.scopes, expiresAtMs } as const
  return { name: await nameOf(deps, who.createdBy), via: 'telegram', scopes: API_SCOPES, expiresAtMs } as const
}
