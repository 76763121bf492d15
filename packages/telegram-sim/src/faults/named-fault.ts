/** The faults by name, with what each does to a call or a connection. The schema is also what the control interface accepts. */
import { z } from 'zod'
import type { CallFault, ConnectFault } from '../faults.js'

const seconds = z.int().min(1).max(1_000_000)
const bytes = z.int().min(0)

export const namedFaultSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('floodWait'), seconds }),
  z.strictObject({ name: z.literal('floodPremiumWait'), seconds }),
  z.strictObject({ name: z.literal('fileReferenceExpired') }),
  z.strictObject({ name: z.literal('fileMigrate'), dc: z.int().min(1) }),
  z.strictObject({ name: z.literal('internal'), text: z.string().min(1).default('INTERNAL') }),
  z.strictObject({ name: z.literal('noAnswer') }),
  z.strictObject({ name: z.literal('slowAnswer'), delayMs: z.int().min(0) }),
  z.strictObject({ name: z.literal('shortBytes'), bytes }),
  z.strictObject({ name: z.literal('wrongBytes') }),
  z.strictObject({ name: z.literal('badServerSalt') }),
  z.strictObject({ name: z.literal('transportError'), code: z.literal([-404, -429]) }),
  z.strictObject({ name: z.literal('authKeyUnregistered') }),
  z.strictObject({ name: z.literal('authKeyForgotten') }),
  z.strictObject({ name: z.literal('userDeactivatedBan') }),
  z.strictObject({ name: z.literal('dropConnection'), afterBytes: bytes.optional() }),
  z.strictObject({ name: z.literal('stallConnection'), afterBytes: bytes.optional() }),
  z.strictObject({ name: z.literal('refuseConnections') }),
  z.strictObject({ name: z.literal('dropAfter'), bytes }),
  z.strictObject({ name: z.literal('stallAfter'), bytes }),
])

export type NamedFault = z.infer<typeof namedFaultSchema>
export type FaultName = NamedFault['name']

export const faultNames: readonly FaultName[] = namedFaultSchema.options.map((option) => option.shape.name.value)

type Strike = { at: 'connect'; fault: ConnectFault } | { at: 'call'; fault: CallFault }

const onCall = (fault: CallFault): Strike => ({ at: 'call', fault })
const onConnect = (fault: ConnectFault): Strike => ({ at: 'connect', fault })
const answer = (code: number, text: string): Strike => onCall({ kind: 'error', code, text })

/** Codes and texts as core.telegram.org/api/errors and the method pages give them. */
export function toStrike(fault: NamedFault): Strike {
  switch (fault.name) {
    case 'floodWait':
      return answer(420, `FLOOD_WAIT_${fault.seconds}`)
    case 'floodPremiumWait':
      return answer(420, `FLOOD_PREMIUM_WAIT_${fault.seconds}`)
    case 'fileReferenceExpired':
      return answer(400, 'FILE_REFERENCE_EXPIRED')
    case 'fileMigrate':
      return answer(303, `FILE_MIGRATE_${fault.dc}`)
    case 'internal':
      return answer(500, fault.text)
    case 'noAnswer':
      return onCall({ kind: 'noAnswer' })
    case 'slowAnswer':
      return onCall({ kind: 'delay', delayMs: fault.delayMs })
    case 'shortBytes':
      return onCall({ kind: 'shortBytes', bytes: fault.bytes })
    case 'wrongBytes':
      return onCall({ kind: 'wrongBytes' })
    case 'badServerSalt':
      return onCall({ kind: 'badServerSalt' })
    case 'transportError':
      return onCall({ kind: 'transportError', code: fault.code })
    case 'authKeyUnregistered':
      return answer(401, 'AUTH_KEY_UNREGISTERED')
    case 'authKeyForgotten':
      return onCall({ kind: 'forgetAuthKey' })
    case 'userDeactivatedBan':
      return answer(401, 'USER_DEACTIVATED_BAN')
    case 'dropConnection':
      return onCall({ kind: 'dropConnection', ...(fault.afterBytes !== undefined && { afterBytes: fault.afterBytes }) })
    case 'stallConnection':
      return onCall({
        kind: 'stallConnection',
        ...(fault.afterBytes !== undefined && { afterBytes: fault.afterBytes }),
      })
    case 'refuseConnections':
      return onConnect({ kind: 'refuse' })
    case 'dropAfter':
      return onConnect({ kind: 'dropAfter', bytes: fault.bytes })
    case 'stallAfter':
      return onConnect({ kind: 'stallAfter', bytes: fault.bytes })
  }
}
