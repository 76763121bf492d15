/** Runs a client's calls: unwrapped, struck by faults, held to the allowance, dispatched, answered, and reported. */
import type { tl } from '@mtcute/core'
import type { Clock } from '../clock.js'
import type { Dispatcher } from '../dispatcher.js'
import type { CallFault, FaultPoints } from '../faults.js'
import { RpcError } from '../rpc-error.js'
import { catalogue } from '../tl/catalogue.js'
import type { TlObject } from '../tl/codec.js'
import type { TlType } from '../tl/schema.js'
import { badServerSalt } from './bad-message.js'
import { bindTemporaryKey, type BindDeps } from './bind-temporary-key.js'
import type { CallObserver } from './call-observer.js'
import { fileBytesOf, spoilBytes } from './file-answer.js'
import type { Arrival } from './message-router.js'
import type { OutgoingMessage } from './outgoing-message.js'
import { writeCallResult, writeRpcResult } from './rpc-result.js'
import { RunningCall } from './running-call.js'
import type { Salts } from './salts.js'
import type { PermanentKey } from './server-key.js'
import { unwrapRequest, type UnwrappedRequest } from './unwrap.js'

export interface CallRunnerDeps extends BindDeps {
  readonly dcId: number
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  readonly faults: FaultPoints
  readonly observer: CallObserver
  readonly salts: Salts
  forget(key: PermanentKey): void
  /** A handler threw what is no RpcError: a bug of the simulator's. */
  onError(error: unknown): void
}

/** How a call ended, for the counters. */
interface Outcome {
  readonly answer: OutgoingMessage | null
  readonly fileBytes: number
  readonly errorText: string | null
}

const largeBytes = 65_536

export class CallRunner {
  constructor(readonly deps: CallRunnerDeps) {}

  /** Answers a request that cannot be read. */
  refuse({ session, messageId }: Arrival, code: number, text: string): void {
    session.received.record(messageId, 'failed')
    writeRpcResult(session, messageId, { _: 'mt_rpc_error', errorCode: code, errorMessage: text })
  }

  start(arrival: Arrival, wrapped: TlObject): void {
    const { session, connection, messageId } = arrival
    const unwrapped = unwrapRequest(wrapped)
    if (unwrapped.layer !== null) session.layer = unwrapped.layer
    if (unwrapped.apiId !== null) session.apiId = unwrapped.apiId
    if (!unwrapped.withoutUpdates && asksForUpdates(unwrapped.request._)) session.wantsUpdates = true
    session.received.record(messageId, 'running')
    session.toAcknowledge.add(messageId)
    connection.flushSoon(session)
    const call = new RunningCall(connection)
    session.running.set(messageId, call)
    connection.calls.add(call)
    connection.balance()
    call.done = this.#run(arrival, unwrapped, call)
  }

  async #run(arrival: Arrival, unwrapped: UnwrappedRequest, call: RunningCall): Promise<boolean> {
    const { session, connection, messageId, key } = arrival
    const startedAt = this.deps.clock.now()
    const request = unwrapped.request as unknown as tl.RpcMethod
    let outcome: Outcome = { answer: null, fileBytes: 0, errorText: null }
    try {
      outcome = await this.#answer(arrival, unwrapped, call)
    } catch (error) {
      // Without an answer the client waits and asks again, as it would of a Telegram in trouble.
      this.deps.onError(error)
    }
    const clientLeft = call.isDropped || call.connection.isClosed
    session.running.delete(messageId)
    connection.calls.delete(call)
    connection.balance()
    this.deps.observer.called({
      dcId: this.deps.dcId,
      accountId: key.permanent?.accountId ?? null,
      request,
      bytesOut: outcome.answer?.length ?? 0,
      fileBytes: outcome.answer ? outcome.fileBytes : 0,
      errorText: outcome.errorText,
      clientLeft,
      startedAt,
      endedAt: this.deps.clock.now(),
    })
    return outcome.answer !== null && outcome.errorText === null
  }

  async #answer(arrival: Arrival, unwrapped: UnwrappedRequest, call: RunningCall): Promise<Outcome> {
    const { session, messageId } = arrival
    try {
      await this.#waitFor(arrival, unwrapped.after)
      const fault = this.#faultOf(arrival, unwrapped.request)
      if (fault && (await this.#strike(arrival, fault, call))) return { answer: null, fileBytes: 0, errorText: null }
      const value = await this.#result(arrival, unwrapped.request, call, fault)
      return this.#writeResult(arrival, unwrapped.request, value, call, fault)
    } catch (error) {
      const { code, text } = this.#toRpcError(error)
      session.received.record(messageId, 'failed')
      if (call.isDropped) return { answer: null, fileBytes: 0, errorText: text }
      const answer = writeRpcResult(session, messageId, { _: 'mt_rpc_error', errorCode: code, errorMessage: text })
      return { answer, fileBytes: 0, errorText: text }
    }
  }

  #toRpcError(error: unknown): RpcError {
    if (error instanceof RpcError) return error
    this.deps.onError(error)
    return new RpcError(500, 'INTERNAL_SERVER_ERROR')
  }

  async #waitFor({ session }: Arrival, after: readonly bigint[]): Promise<void> {
    for (const id of after) {
      const earlier = session.running.get(id)
      const isDone = earlier ? await earlier.done : session.received.fateOf(id) === 'answered'
      if (!isDone) throw new RpcError(400, 'MSG_WAIT_FAILED')
    }
  }

  #faultOf({ key }: Arrival, request: TlObject): CallFault | null {
    if (!key.permanent) return null
    const { accountId } = key.permanent
    return this.deps.faults.onCall({
      dcId: this.deps.dcId,
      accountId,
      authKey: key.permanent,
      request: request as unknown as tl.RpcMethod,
    })
  }

  /** Acts out what happens instead of the call; false when the call runs all the same. */
  async #strike(arrival: Arrival, fault: CallFault, call: RunningCall): Promise<boolean> {
    const { session, connection, messageId, key } = arrival
    switch (fault.kind) {
      case 'error':
        throw new RpcError(fault.code, fault.text)
      case 'noAnswer':
        await aborted(call.signal)
        session.received.forget(messageId)
        return true
      case 'badServerSalt':
        session.received.forget(messageId)
        session.toAcknowledge.delete(messageId)
        session.notify(badServerSalt(arrival, this.deps.salts.current(key, this.deps.clock.now())), false)
        return true
      case 'transportError':
        session.received.forget(messageId)
        connection.sendTransportError(fault.code)
        return true
      case 'forgetAuthKey':
        if (key.permanent) this.deps.forget(key.permanent)
        connection.sendTransportError(-404)
        return true
      case 'dropConnection':
      case 'stallConnection':
        if (fault.afterBytes !== undefined) return false
        session.received.forget(messageId)
        if (fault.kind === 'dropConnection') connection.close()
        else connection.socket.stall()
        return true
      case 'delay':
      case 'shortBytes':
      case 'wrongBytes':
        return false
    }
  }

  async #result(arrival: Arrival, request: TlObject, call: RunningCall, fault: CallFault | null): Promise<unknown> {
    const { key, session, connection } = arrival
    const method = request as unknown as tl.RpcMethod
    if (method._ === 'auth.bindTempAuthKey') return bindTemporaryKey(arrival, method, this.deps)
    if (!key.permanent) throw new RpcError(401, 'AUTH_KEY_PERM_EMPTY')
    const caller = { dcId: this.deps.dcId, authKey: key.permanent, session, signal: call.signal }
    const bucket = method._ === 'upload.getFile' ? connection.bucket : null
    const asked = method._ === 'upload.getFile' ? Math.max(0, method.limit) : 0
    const allowed = bucket?.take(asked) ?? { ok: true }
    if (!allowed.ok) throw new RpcError(420, `FLOOD_PREMIUM_WAIT_${allowed.waitSeconds}`)
    let used = 0
    try {
      const value = await this.deps.dispatcher.dispatch(caller, method)
      used = fileBytesOf(value)
      if (fault?.kind === 'delay') await this.#wait(fault.delayMs, call.signal)
      return value
    } finally {
      bucket?.giveBack(asked - used)
    }
  }

  #writeResult(
    arrival: Arrival,
    request: TlObject,
    value: unknown,
    call: RunningCall,
    fault: CallFault | null,
  ): Outcome {
    const { session, messageId, connection } = arrival
    const spoiled = fault ? spoilBytes(value, fault) : value
    const fileBytes = fileBytesOf(spoiled)
    session.received.record(messageId, 'answered')
    if (call.isDropped) return { answer: null, fileBytes: 0, errorText: null }
    if (!session.connection && fileBytes > largeBytes) {
      // Not worth keeping for a client that may not return: it asks again if it does.
      session.received.forget(messageId)
      return { answer: null, fileBytes: 0, errorText: null }
    }
    if (fault?.kind === 'dropConnection' || fault?.kind === 'stallConnection')
      connection.socket.cutAfter(fault.afterBytes ?? 0, fault.kind === 'dropConnection' ? 'drop' : 'stall')
    return { answer: writeCallResult(session, messageId, resultTypeOf(request), spoiled), fileBytes, errorText: null }
  }

  async #wait(delayMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.deps.clock.after(delayMs, resolve)
      signal.addEventListener('abort', () => (cancel(), resolve()), { once: true })
    })
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function resultTypeOf(request: TlObject): TlType {
  const method = catalogue.current.get(request._) ?? catalogue.layer(0).get(request._)
  if (!method) throw new TypeError(`no method is called ${request._}`)
  return method.result
}

/** Telegram pushes to sessions that do more than move files and authorizations about. */
function asksForUpdates(method: string): boolean {
  return !method.startsWith('upload.') && method !== 'auth.importAuthorization' && method !== 'auth.bindTempAuthKey'
}
