/**
 * TL method → handler. Services register here; the MTProto layer calls `dispatch` with one unwrapped request
 * (invokeWithLayer, initConnection, invokeWithoutUpdates, invokeAfterMsg are already peeled off).
 * A method nobody registered answers Telegram's own METHOD_INVALID and is counted.
 */
import type { tl } from '@mtcute/core'
import type { AuthKey, Session } from './mtproto/session.js'
import { RpcError } from './rpc-error.js'

export type MethodName = tl.RpcMethod['_']
export type Request<Name extends MethodName> = tl.FindByName<tl.RpcMethod, Name>
export type Answer<Name extends MethodName> = tl.RpcCallReturn[Name & keyof tl.RpcCallReturn]

/** Where a call came from. Everything a handler may know about its caller. */
export interface Caller {
  /** The data centre that received the call. */
  readonly dcId: number
  /** The permanent key, also when the call came in under a temporary key bound to it. */
  readonly authKey: AuthKey
  readonly session: Session
  /** Aborts when the connection the call came on is closed, or the call is dropped by rpc_drop_answer. */
  readonly signal: AbortSignal
}

/** By name, so that what a handler returns is checked against the very type Telegram's schema gives it. */
type Handlers = {
  [Name in MethodName]: (caller: Caller, request: Request<Name>) => Answer<Name> | Promise<Answer<Name>>
}

export type Handler<Name extends MethodName> = Handlers[Name]

type AnyHandler = (caller: Caller, request: tl.RpcMethod) => unknown

export class Dispatcher {
  readonly #handlers = new Map<string, AnyHandler>()

  register<Name extends MethodName>(name: Name, handler: Handler<Name>): void {
    if (this.#handlers.has(name)) throw new Error(`${name} is registered twice`)
    this.#handlers.set(name, handler as unknown as AnyHandler)
  }

  /** Names of the methods that have a handler, sorted. */
  get methods(): string[] {
    return [...this.#handlers.keys()].sort()
  }

  /** @throws RpcError what Telegram would answer instead of a result */
  async dispatch(caller: Caller, request: tl.RpcMethod): Promise<unknown> {
    const handler = this.#handlers.get(request._)
    if (!handler) throw new RpcError(400, 'METHOD_INVALID')
    return await handler(caller, request)
  }
}
