/** Takes an opened message apart, checks it by MTProto's rules, and hands each message within to the service messages or the calls. */
import { catalogue } from '../tl/catalogue.js'
import type { TlObject } from '../tl/codec.js'
import { inflateBounded } from '../tl/gunzip.js'
import { TlError } from '../tl/tl-error.js'
import { gzipPackedId, TlReader } from '../tl/tl-reader.js'
import { badMessage, badMessageNotification, badServerSalt } from './bad-message.js'
import type { CallRunner } from './call-runner.js'
import type { Connection } from './connection.js'
import type { OpenedMessage } from './envelope.js'
import { toLong } from './long-bigint.js'
import { messageIdProblem } from './message-ids.js'
import { messageContainerId } from './packet-writer.js'
import type { Salts } from './salts.js'
import type { ServerKey } from './server-key.js'
import type { ServerSession } from './server-session.js'
import type { ServiceMessages } from './service-messages.js'
import type { SessionRegistry } from './session-registry.js'

/** All of one packet's messages together; real clients pack far less. */
const inflatedLimitBytes = 8 * 1024 * 1024
const containerLimit = 1020

export interface RouterDeps {
  readonly salts: Salts
  readonly sessions: SessionRegistry
  readonly services: ServiceMessages
  readonly calls: CallRunner
  now(): number
}

/** One message within a packet, and where it came. */
export interface Arrival {
  readonly connection: Connection
  readonly key: ServerKey
  readonly session: ServerSession
  readonly messageId: bigint
  readonly sequence: number
  /** What the packet may still inflate to. */
  readonly budget: { inflateBytes: number }
}

export class MessageRouter {
  constructor(readonly deps: RouterDeps) {}

  receive(connection: Connection, key: ServerKey, message: OpenedMessage): void {
    const { salts, sessions } = this.deps
    const now = this.deps.now()
    const known = sessions.find(key, message.sessionId)
    const session = known ?? sessions.create(key, message.sessionId)
    session.attach(connection, key)
    const problem = messageIdProblem(message.messageId, now)
    if (problem !== null) return session.notify(badMessageNotification(message, problem), false)
    const salt = salts.current(key, now)
    if (!salts.isValid(key, message.salt, now)) return session.notify(badServerSalt(message, salt), false)
    // Only now: a session refused from its first message on leaves nothing behind.
    connection.sessions.add(session)
    if (!known) this.#open(session, key, message.messageId, salt)
    const { messageId, sequence, body } = message
    this.#route(
      { connection, key, session, messageId, sequence, budget: { inflateBytes: inflatedLimitBytes } },
      body,
      0,
    )
  }

  #open(session: ServerSession, key: ServerKey, firstMessageId: bigint, salt: bigint): void {
    this.deps.sessions.open(key, session)
    const ids = { firstMsgId: toLong(firstMessageId), uniqueId: toLong(session.uniqueId) }
    session.notify({ _: 'mt_new_session_created', ...ids, serverSalt: toLong(salt) }, true)
  }

  #route(arrival: Arrival, body: Buffer, depth: number): void {
    const { session, messageId } = arrival
    if (session.received.fateOf(messageId) !== null) return this.#repeated(arrival)
    try {
      const plain = body.readUInt32LE(0) === gzipPackedId ? inflateMessage(body, arrival.budget) : body
      if (plain.length < 4 || plain.readUInt32LE(0) !== messageContainerId) this.#handle(arrival, plain)
      else if (depth === 0) this.#openContainer(arrival, plain)
      else this.#refuseContainer(arrival)
    } catch (error) {
      if (!(error instanceof TlError || error instanceof RangeError)) throw error
      this.deps.calls.refuse(arrival, 400, error instanceof TlError ? error.text : 'INPUT_FETCH_ERROR')
    }
  }

  #handle(arrival: Arrival, body: Buffer): void {
    const { services, calls } = this.deps
    const reader = new TlReader(body, catalogue)
    const object: TlObject = reader.object(null)
    if (object._.startsWith('mt_')) {
      arrival.session.received.record(arrival.messageId, 'handled')
      return services.handle(arrival, object)
    }
    if ((arrival.sequence & 1) === 0)
      return arrival.session.notify(badMessageNotification(arrival, badMessage.sequenceShouldBeOdd), false)
    calls.start(arrival, object)
  }

  #openContainer(arrival: Arrival, body: Buffer): void {
    const messages = readContainer(body)
    if (!messages) return this.#refuseContainer(arrival)
    arrival.session.received.record(arrival.messageId, 'handled')
    for (const inner of messages) this.#route({ ...arrival, ...inner }, inner.body, 1)
  }

  #refuseContainer(arrival: Arrival): void {
    arrival.session.notify(badMessageNotification(arrival, badMessage.invalidContainer), false)
  }

  /** It came before: acknowledged again, its answer sent again, never handled again. */
  #repeated({ connection, session, messageId }: Arrival): void {
    const answer = session.unacknowledged.answerTo(messageId)
    if (answer) return session.resend(answer)
    if (session.received.fateOf(messageId) === 'handled') return
    session.toAcknowledge.add(messageId)
    connection.flushSoon(session)
  }
}

function inflateMessage(body: Buffer, budget: Arrival['budget']): Buffer {
  const inflated = inflateBounded(new TlReader(body, catalogue, 4).bytes(), budget.inflateBytes)
  budget.inflateBytes -= inflated.length
  return inflated
}

function readContainer(body: Buffer): { messageId: bigint; sequence: number; body: Buffer }[] | null {
  try {
    const reader = new TlReader(body, catalogue, 4)
    const count = reader.uint()
    if (count > containerLimit) return null
    return Array.from({ length: count }, () => {
      const [messageId, sequence, length] = [reader.bigint(), reader.int(), reader.uint()]
      if (length < 4 || length % 4 !== 0 || (messageId & 3n) !== 0n) throw new RangeError('not a message')
      return { messageId, sequence, body: reader.raw(length) }
    })
  } catch {
    return null
  }
}
