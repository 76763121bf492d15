/** rpc_result: the answer to one request, packed where that gains, kept until acknowledged. */
import type { TlObject } from '../tl/codec.js'
import { writeObject, writeValue } from '../tl/codec.js'
import type { TlType } from '../tl/schema.js'
import { gzipPackedId } from '../tl/tl-reader.js'
import { gzipAnswer } from './gzip-answer.js'
import type { OutgoingMessage } from './outgoing-message.js'
import type { ServerSession } from './server-session.js'

const rpcResultId = 0xf35c6d01
/** rpc_result and the request's id. */
const headerBytes = 12

export function writeRpcResult(session: ServerSession, requestId: bigint, object: TlObject): OutgoingMessage {
  const writer = begin(session, requestId)
  writeObject(writer, object)
  return end(session, requestId, writer)
}

/** Writes a method's result by its declared type. @throws TypeError when the value does not fit it; nothing is sent then */
export function writeCallResult(
  session: ServerSession,
  requestId: bigint,
  type: TlType,
  value: unknown,
): OutgoingMessage {
  const plain = begin(session, requestId)
  writeValue(plain, type, value)
  const packed = type.name === 'upload.File' ? null : gzipAnswer(plain.result().subarray(headerBytes))
  if (!packed) return end(session, requestId, plain)
  const writer = begin(session, requestId)
  writer.uint(gzipPackedId)
  writer.bytes(packed)
  return end(session, requestId, writer)
}

function begin(session: ServerSession, requestId: bigint) {
  const writer = session.writer()
  writer.uint(rpcResultId)
  writer.bigint(requestId)
  return writer
}

function end(session: ServerSession, requestId: bigint, writer: ReturnType<typeof begin>): OutgoingMessage {
  session.toAcknowledge.delete(requestId)
  return session.enqueue(writer, { isContent: true, kind: 'answer', requestId })
}
