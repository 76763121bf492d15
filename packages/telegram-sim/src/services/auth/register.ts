/**
 * auth.*: bot tokens, phone and code, moving an authorization to another data centre, logging out.
 * Out of scope: passwords (2FA), QR login, e-mail, resending codes, anything about other sessions.
 * auth.bindTempAuthKey belongs to the MTProto layer.
 */
import type { ServiceContext } from '../context.js'
import { registerBotLogin } from './bot-login.js'
import { registerLogOut } from './log-out.js'
import { registerPhoneLogin } from './phone-login.js'
import { registerTransfer } from './transfer.js'

export function registerAuth(context: ServiceContext): void {
  registerBotLogin(context)
  registerPhoneLogin(context)
  registerTransfer(context)
  registerLogOut(context)
}
