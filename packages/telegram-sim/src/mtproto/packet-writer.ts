/** Puts a session's waiting messages into packets: large ones alone and in place, small ones together in a container. */
import type { AesIge } from '@streambot/aes-ige'
import type { Randomness } from '../clock.js'
import { catalogue } from '../tl/catalogue.js'
import { writeObject } from '../tl/codec.js'
import { TlWriter } from '../tl/tl-writer.js'
import { headroom, sealInPlace, tailroom, unsealInPlace } from './envelope.js'
import { toLong } from './long-bigint.js'
import type { ServerMessageIds } from './message-ids.js'
import type { OutgoingMessage } from './outgoing-message.js'
import type { ServerSession } from './server-session.js'

export const messageContainerId = 0x73f1f8dc
/** Telegram's own limits are 1020 messages and 1 MiB (core.telegram.org/mtproto/service_messages). */
const containerLimit = { messages: 100, bytes: 262_144 } as const

export interface PacketWriterDeps {
  readonly aes: AesIge
  readonly randomness: Randomness
  readonly messageIds: ServerMessageIds
  salt(session: ServerSession): bigint
}

/** A packet to send; `done` must be called once its buffer is no longer read. */
export type SendPacket = (buffer: Buffer, start: number, end: number, done: () => void) => void

export function writePackets(session: ServerSession, deps: PacketWriterDeps, send: SendPacket): void {
  let together: OutgoingMessage[] = []
  let bytes = 0
  const flush = () => {
    if (together.length > 0) writeTogether(session, together, deps, send)
    together = []
    bytes = 0
  }
  for (const message of session.takeOutbox()) {
    if (message.isLarge) {
      flush()
      writeAlone(session, message, deps, send)
      continue
    }
    if (together.length === containerLimit.messages || bytes + message.length > containerLimit.bytes) flush()
    together.push(message)
    bytes += message.length
  }
  flush()
}

/** Acknowledges by itself what no answer has acknowledged by now. */
export function writeAcknowledgement(session: ServerSession, deps: PacketWriterDeps, send: SendPacket): void {
  const writer = takeAcknowledgement(session)
  if (writer) sendBody(session, writer, deps.messageIds.next('notification'), session.sequenceOfService(), deps, send)
}

function writeAlone(session: ServerSession, waiting: OutgoingMessage, deps: PacketWriterDeps, send: SendPacket): void {
  // A connection that has not ended yet may still be reading its bytes.
  const message = waiting.sealed && waiting.isInFlight ? waiting.copy() : waiting
  const { buffer, sealed } = message
  if (sealed && sealed.key !== session.key) {
    unsealInPlace(buffer, sealed.start, sealed.end, sealed.key, deps.aes)
    message.sealed = null
  }
  // A message sent again under the same key is the same bytes: only the transport writes its frame anew.
  message.sealed ??= {
    ...sealInPlace(
      buffer,
      message.start,
      message.end,
      envelopeOf(session, message.id, message.sequence, deps),
      session.key,
      deps,
    ),
    key: session.key,
  }
  send(buffer, message.sealed.start, message.sealed.end, message.takeOff())
  waiting.release()
  if (message !== waiting) message.release()
}

function writeTogether(
  session: ServerSession,
  messages: OutgoingMessage[],
  deps: PacketWriterDeps,
  send: SendPacket,
): void {
  const acknowledgement = takeAcknowledgement(session)
  const [first] = messages
  if (first && messages.length === 1 && !acknowledgement) {
    const writer = new TlWriter(catalogue.current, headroom, tailroom)
    writer.raw(first.buffer.subarray(first.start, first.end))
    sendBody(session, writer, first.id, first.sequence, deps, send)
  } else {
    const writer = new TlWriter(catalogue.current, headroom, tailroom)
    writer.uint(messageContainerId)
    writer.uint(messages.length + (acknowledgement ? 1 : 0))
    for (const { id, sequence, buffer, start, end } of messages)
      writeInner(writer, id, sequence, buffer.subarray(start, end))
    if (acknowledgement)
      writeInner(writer, deps.messageIds.next('notification'), session.sequenceOfService(), acknowledgement.result())
    sendBody(session, writer, deps.messageIds.next('notification'), session.sequenceOfService(), deps, send)
  }
  for (const message of messages) message.release()
}

function writeInner(writer: TlWriter, id: bigint, sequence: number, body: Buffer): void {
  writer.bigint(id)
  writer.int(sequence)
  writer.uint(body.length)
  writer.raw(body)
}

function sendBody(
  session: ServerSession,
  writer: TlWriter,
  id: bigint,
  sequence: number,
  deps: PacketWriterDeps,
  send: SendPacket,
): void {
  const { start, end } = sealInPlace(
    writer.buffer,
    writer.start,
    writer.position,
    envelopeOf(session, id, sequence, deps),
    session.key,
    deps,
  )
  send(writer.buffer, start, end, () => {})
}

function envelopeOf(session: ServerSession, messageId: bigint, sequence: number, deps: PacketWriterDeps) {
  return { salt: deps.salt(session), sessionId: session.number, messageId, sequence }
}

function takeAcknowledgement(session: ServerSession): TlWriter | null {
  if (session.toAcknowledge.size === 0) return null
  const writer = new TlWriter(catalogue.current, headroom, tailroom)
  writeObject(writer, { _: 'mt_msgs_ack', msgIds: [...session.toAcknowledge].map(toLong) })
  session.toAcknowledge.clear()
  return writer
}
