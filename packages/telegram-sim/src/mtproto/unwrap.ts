/** Peels the wrappers off a request: invokeWithLayer, initConnection, invokeWithoutUpdates, invokeAfterMsg(s) and the rest of their kind. */
import type { tl } from '@mtcute/core'
import type Long from 'long'
import type { TlObject } from '../tl/codec.js'
import { toBigInt } from './long-bigint.js'

export interface UnwrappedRequest {
  readonly request: TlObject
  readonly layer: number | null
  readonly apiId: number | null
  readonly withoutUpdates: boolean
  /** Messages whose calls must have succeeded first. */
  readonly after: readonly bigint[]
}

type Wrapper =
  | tl.RawInvokeWithLayerRequest<tl.RpcMethod>
  | tl.RawInitConnectionRequest<tl.RpcMethod>
  | tl.RawInvokeAfterMsgRequest<tl.RpcMethod>
  | tl.RawInvokeAfterMsgsRequest<tl.RpcMethod>

export function unwrapRequest(wrapped: TlObject): UnwrappedRequest {
  let request = wrapped
  let layer: number | null = null
  let apiId: number | null = null
  let withoutUpdates = false
  const after: bigint[] = []
  while (isWrapper(request)) {
    const wrapper = request as unknown as Wrapper
    if (wrapper._ === 'invokeWithLayer') layer = wrapper.layer
    else if (wrapper._ === 'initConnection') apiId = wrapper.apiId
    else if (wrapper._ === 'invokeAfterMsg') after.push(toBigInt(wrapper.msgId))
    else if (wrapper._ === 'invokeAfterMsgs') after.push(...wrapper.msgIds.map((id: Long) => toBigInt(id)))
    else if (request._ === 'invokeWithoutUpdates') withoutUpdates = true
    request = request.query
  }
  return { request, layer, apiId, withoutUpdates, after }
}

function isWrapper(object: TlObject): object is TlObject & { query: TlObject } {
  return (object._ === 'initConnection' || object._.startsWith('invoke')) && typeof object.query === 'object'
}
