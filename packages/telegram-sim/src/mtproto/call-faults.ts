/** Acts out, on the wire, the faults that replace a call. */
import type { CallFault } from '../faults.js'
import { RpcError } from '../rpc-error.js'
import { badServerSalt } from './bad-message.js'
import type { Arrival } from './message-router.js'
import type { RunningCall } from './running-call.js'
import type { PermanentKey } from './server-key.js'

export interface CallFaultDeps {
  readonly salt: (arrival: Arrival) => bigint
  readonly forget: (key: PermanentKey) => void
}

/** True when the call is over; false when it runs, its answer to be spoiled or held back. @throws RpcError a scripted one */
export async function actOut(
  fault: CallFault,
  arrival: Arrival,
  call: RunningCall,
  { salt, forget }: CallFaultDeps,
): Promise<boolean> {
  const { session, connection, messageId, key } = arrival
  if (fault.kind === 'error') throw new RpcError(fault.code, fault.text)
  if (runsAllTheSame(fault)) return false
  if (fault.kind === 'noAnswer') await aborted(call.signal)
  // Whatever happened, the client may send the call again and have it run.
  session.received.forget(messageId)
  session.toAcknowledge.delete(messageId)
  if (fault.kind === 'badServerSalt') session.notify(badServerSalt(arrival, salt(arrival)), false)
  if (fault.kind === 'transportError') connection.sendTransportError(fault.code)
  if (fault.kind === 'dropConnection') connection.close()
  if (fault.kind === 'stallConnection') connection.socket.stall()
  if (fault.kind === 'forgetAuthKey') {
    if (key.permanent) forget(key.permanent)
    connection.sendTransportError(-404)
  }
  return true
}

/** The connection is cut within the answer about to be written. */
export function cutWithinAnswer(fault: CallFault | null, { connection }: Arrival): void {
  if (fault?.kind !== 'dropConnection' && fault?.kind !== 'stallConnection') return
  connection.socket.cutAfter(fault.afterBytes ?? 0, fault.kind === 'dropConnection' ? 'drop' : 'stall')
}

function runsAllTheSame(fault: CallFault): boolean {
  if (fault.kind === 'dropConnection' || fault.kind === 'stallConnection') return fault.afterBytes !== undefined
  return fault.kind === 'delay' || fault.kind === 'shortBytes' || fault.kind === 'wrongBytes'
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
