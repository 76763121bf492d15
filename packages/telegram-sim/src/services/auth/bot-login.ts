import { RpcError } from '../../rpc-error.js'
import type { ServiceContext } from '../context.js'
import { assertApiCredentials } from './api-credentials.js'
import { authorize } from './authorization.js'

/** A well-formed token nobody has used yet makes a new bot. */
export function registerBotLogin({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('auth.importBotAuthorization', (caller, request) => {
    assertApiCredentials(world, request)
    const bot = world.accounts.loginBot(request.botAuthToken)
    if (bot.homeDcId !== caller.dcId) throw new RpcError(303, `USER_MIGRATE_${bot.homeDcId}`)
    return authorize(world, caller, bot)
  })
}
