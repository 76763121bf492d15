/** An account that is logged in at home gets into another data centre with bytes that work once, there only. */
import Long from 'long'
import { BoundedMap } from '../../bounded-map.js'
import { RpcError } from '../../rpc-error.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { authorize } from './authorization.js'

const EXPORT_BYTES = 128
/** Asked for and not used. */
const MAX_EXPORTED = 1000

export function registerTransfer({ dispatcher, world, dcs }: ServiceContext): void {
  const exported = new BoundedMap<string, { accountId: number; dcId: number }>(MAX_EXPORTED)

  dispatcher.register('auth.exportAuthorization', (caller, request) => {
    const account = requireAccount(world, caller)
    const isElsewhere = request.dcId !== caller.dcId && dcs().some((dc) => dc.id === request.dcId)
    if (!isElsewhere) throw new RpcError(400, 'DC_ID_INVALID')
    const bytes = world.randomness.bytes(EXPORT_BYTES)
    exported.set(bytes.toString('hex'), { accountId: account.id, dcId: request.dcId })
    return { _: 'auth.exportedAuthorization', id: Long.fromNumber(account.id), bytes }
  })

  dispatcher.register('auth.importAuthorization', (caller, request) => {
    const key = Buffer.from(request.bytes).toString('hex')
    const ticket = exported.get(key)
    const isGood = ticket?.dcId === caller.dcId && ticket.accountId === request.id.toNumber()
    if (!isGood) throw new RpcError(400, 'AUTH_BYTES_INVALID')
    exported.delete(key)
    return authorize(world, caller, world.account(ticket.accountId))
  })
}
