/** Runs a client's calls: unwrapped, struck by faults, held to the allowance, dispatched, answered, and reported. */
import type { tl } from '@mtcute/core'
import type { Clock } from '../clock.js'
import type { Dispatcher } from '../dispatcher.js'
import type { CallFault, FaultPoints } from '../faults.js'
import { RpcError } from '../rpc-error.js'
import { catalogue } from '../tl/catalogue.js'
import type { TlObject } from '../tl/codec.js'
import { bindTemporaryKey, type BindDeps } from './bind-temporary-key.js'
import { actOut, type CallFaultDeps, cutWithinAnswer } from './call-faults.js'
import type { CallObserver } from './call-observer.js'
import { fileBytesOf, spoilBytes } from './file-answer.js'
import { isFileRequest, withinAllowance, withinWindow } from './file-calls.js'
import type { Arrival } from './message-router.js'
import type { OutgoingMessage } from './outgoing-message.js'
import { writeCallResult, writeRpcResult } from './rpc-result.js'
import { RunningCall } from './running-call.js'
import { unwrapRequest, type UnwrappedRequest } from './unwrap.js'

export interface CallRunnerDeps extends BindDeps, CallFaultDeps {
  readonly dcId: number
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  readonly faults: FaultPoints
  readonly observer: CallObserver
  /** A handler threw what is no RpcError, or answered what is no answer: a bug of the simulator's. */
  onError(error: unknown): void
}

/** How a call ended, for the counters. */
interface Outcome {
  readonly answer: OutgoingMessage | null
  readonly fileBytes: number
  readonly errorText: string | null
}

const noAnswer: Outcome = { answer: null, fileBytes: 0, errorText: null }

/** Answers above this are not kept for a client that is away. */
const keptForAbsentBytes = 65_536

export class CallRunner {
  constructor(readonly deps: CallRunnerDeps) {}

  /** Answers a request that cannot be read. */
  refuse({ session, messageId }: Arrival, code: number, text: string): void {
    session.received.record(messageId, 'failed')
    writeRpcResult(session, messageId, { _: 'mt_rpc_error', errorCode: code, errorMessage: text })
    this.deps.observer.refused?.(this.deps.dcId, text)
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
    const startedAt = this.deps.clock.now()
    let outcome = noAnswer
    try {
      outcome = await this.#answer(arrival, unwrapped, call)
    } catch (error) {
      // Without an answer the client waits and asks again, as it would of a Telegram in trouble.
      this.deps.onError(error)
    }
    arrival.session.running.delete(arrival.messageId)
    call.connection.calls.delete(call)
    call.connection.fileBytes += outcome.fileBytes
    call.connection.balance()
    this.#report(arrival, unwrapped.request, outcome, call, startedAt)
    return outcome.answer !== null && outcome.errorText === null
  }

  #report({ key }: Arrival, request: TlObject, outcome: Outcome, call: RunningCall, startedAt: number): void {
    this.deps.observer.called({
      dcId: this.deps.dcId,
      accountId: key.permanent?.accountId ?? null,
      request: asMethod(request),
      bytesOut: outcome.answer?.length ?? 0,
      fileBytes: outcome.fileBytes,
      errorText: outcome.errorText,
      clientLeft: call.isDropped || call.connection.isClosed,
      startedAt,
      endedAt: this.deps.clock.now(),
    })
  }

  async #answer(arrival: Arrival, { request, after }: UnwrappedRequest, call: RunningCall): Promise<Outcome> {
    try {
      await waitFor(arrival, after)
      const fault = this.#faultOf(arrival, request)
      if (fault && (await actOut(fault, arrival, call, this.deps))) return noAnswer
      if (!isFileRequest(request)) return await this.#answerBy(arrival, request, call, fault)
      return await withinWindow(arrival.connection, request, async () =>
        call.signal.aborted ? forgotten(arrival) : await this.#answerBy(arrival, request, call, fault),
      )
    } catch (error) {
      return this.#writeError(arrival, error, call)
    }
  }

  #faultOf({ key }: Arrival, request: TlObject): CallFault | null {
    if (!key.permanent) return null
    const site = { dcId: this.deps.dcId, accountId: key.permanent.accountId, authKey: key.permanent }
    return this.deps.faults.onCall({ ...site, request: asMethod(request) })
  }

  async #answerBy(arrival: Arrival, request: TlObject, call: RunningCall, fault: CallFault | null): Promise<Outcome> {
    const value = await this.#result(arrival, request, call)
    if (fault?.kind === 'delay') await this.#wait(fault.delayMs, call.signal)
    return this.#writeResult(arrival, request, fault ? spoilBytes(value, fault) : value, call, fault)
  }

  async #result(
    { key, session, connection, messageId }: Arrival,
    request: TlObject,
    call: RunningCall,
  ): Promise<unknown> {
    const method = asMethod(request)
    if (method._ === 'auth.bindTempAuthKey') return bindTemporaryKey({ key, session, messageId }, method, this.deps)
    if (!key.permanent) throw new RpcError(401, 'AUTH_KEY_PERM_EMPTY')
    const caller = { dcId: this.deps.dcId, authKey: key.permanent, session, signal: call.signal }
    if (!isFileRequest(request)) return await this.deps.dispatcher.dispatch(caller, method)
    return await withinAllowance(connection, request, () => this.deps.dispatcher.dispatch(caller, method))
  }

  #writeResult(
    arrival: Arrival,
    request: TlObject,
    value: unknown,
    call: RunningCall,
    fault: CallFault | null,
  ): Outcome {
    const { session, messageId } = arrival
    const fileBytes = fileBytesOf(value)
    session.received.record(messageId, 'answered')
    if (call.isDropped) return noAnswer
    if (!session.connection && fileBytes > keptForAbsentBytes) return forgotten(arrival)
    cutWithinAnswer(fault, arrival)
    return { answer: writeCallResult(session, messageId, resultTypeOf(request), value), fileBytes, errorText: null }
  }

  #writeError({ session, messageId }: Arrival, error: unknown, call: RunningCall): Outcome {
    const isRefusal = error instanceof RpcError
    if (!isRefusal) this.deps.onError(error)
    const { code, text } = isRefusal ? error : new RpcError(500, 'INTERNAL_SERVER_ERROR')
    session.received.record(messageId, 'failed')
    const object = { _: 'mt_rpc_error', errorCode: code, errorMessage: text }
    return { answer: call.isDropped ? null : writeRpcResult(session, messageId, object), fileBytes: 0, errorText: text }
  }

  async #wait(delayMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.deps.clock.after(delayMs, resolve)
      signal.addEventListener('abort', () => (cancel(), resolve()), { once: true })
    })
  }
}

/** @throws RpcError MSG_WAIT_FAILED when one of the calls before failed or is unknown */
async function waitFor({ session }: Arrival, after: readonly bigint[]): Promise<void> {
  for (const id of after) {
    const earlier = session.running.get(id)
    const isDone = earlier ? await earlier.done : session.received.fateOf(id) === 'answered'
    if (!isDone) throw new RpcError(400, 'MSG_WAIT_FAILED')
  }
}

/** As if it had never come: the client asks again if it still wants it. */
function forgotten({ session, messageId }: Arrival): Outcome {
  session.received.forget(messageId)
  return noAnswer
}

function asMethod(request: TlObject): tl.RpcMethod {
  return request as unknown as tl.RpcMethod
}

function resultTypeOf(request: TlObject) {
  const method = catalogue.current.get(request._) ?? catalogue.layer(0).get(request._)
  if (!method) throw new TypeError(`no method is called ${request._}`)
  return method.result
}

/** Telegram pushes to sessions that do more than move files and authorizations about. */
function asksForUpdates(method: string): boolean {
  return !method.startsWith('upload.') && method !== 'auth.importAuthorization' && method !== 'auth.bindTempAuthKey'
}
