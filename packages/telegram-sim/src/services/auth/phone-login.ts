/** Phone, code, and a name for those who are new. The code is the world's and needs no sending. */
import { BoundedMap } from '../../bounded-map.js'
import type { Caller } from '../../dispatcher.js'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { ServiceContext } from '../context.js'
import { assertApiCredentials } from './api-credentials.js'
import { authorize } from './authorization.js'

const CODE_HASH_BYTES = 9
/** Codes that were asked for and not used. */
const MAX_SENT_CODES = 1000
const PHONE = /^\d{5,15}$/

export function registerPhoneLogin({ dispatcher, world }: ServiceContext): void {
  /** phone_code_hash → the phone it was made for, and whether the right code came for it. */
  const sentCodes = new BoundedMap<string, { phone: string; isProven: boolean }>(MAX_SENT_CODES)

  function assertHome(caller: Caller, account: Account | null): void {
    const homeDcId = account?.homeDcId ?? world.homeDcId
    if (homeDcId !== caller.dcId) throw new RpcError(303, `PHONE_MIGRATE_${homeDcId}`)
  }

  function sentCode(phoneCodeHash: string, phoneNumber: string) {
    const sent = sentCodes.get(phoneCodeHash)
    if (sent?.phone !== toDigits(phoneNumber)) throw new RpcError(400, 'PHONE_CODE_EXPIRED')
    return sent
  }

  dispatcher.register('auth.sendCode', (caller, request) => {
    assertApiCredentials(world, request)
    const phone = toDigits(request.phoneNumber)
    if (!PHONE.test(phone)) throw new RpcError(400, 'PHONE_NUMBER_INVALID')
    assertHome(caller, world.accounts.findPhone(phone))
    const phoneCodeHash = world.randomness.bytes(CODE_HASH_BYTES).toString('hex')
    sentCodes.set(phoneCodeHash, { phone, isProven: false })
    const type = { _: 'auth.sentCodeTypeApp', length: world.loginCode.length } as const
    return { _: 'auth.sentCode', type, phoneCodeHash }
  })

  dispatcher.register('auth.signIn', (caller, request) => {
    const sent = sentCode(request.phoneCodeHash, request.phoneNumber)
    if (!request.phoneCode) throw new RpcError(400, 'PHONE_CODE_EMPTY')
    if (request.phoneCode !== world.loginCode) throw new RpcError(400, 'PHONE_CODE_INVALID')
    const account = world.accounts.findPhone(sent.phone)
    if (!account) {
      sent.isProven = true
      return { _: 'auth.authorizationSignUpRequired' }
    }
    sentCodes.delete(request.phoneCodeHash)
    return authorize(world, caller, account)
  })

  dispatcher.register('auth.signUp', (caller, request) => {
    const sent = sentCode(request.phoneCodeHash, request.phoneNumber)
    if (!sent.isProven) throw new RpcError(400, 'PHONE_CODE_EMPTY')
    if (request.firstName.trim() === '') throw new RpcError(400, 'FIRSTNAME_INVALID')
    const { firstName, lastName } = request
    const account = world.createUser({ phone: sent.phone, firstName, lastName })
    sentCodes.delete(request.phoneCodeHash)
    return authorize(world, caller, account)
  })
}

function toDigits(phone: string): string {
  return phone.replace(/\D/g, '')
}
