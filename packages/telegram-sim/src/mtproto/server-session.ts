/**
 * A session of a client, over all the connections it comes on: what was received (so that nothing runs twice), what was sent and is not
 * acknowledged (so that nothing is lost), and what waits to be sent. All three are bounded.
 */
import type { Randomness } from '../clock.js'
import { catalogue } from '../tl/catalogue.js'
import { type TlObject, writeObject } from '../tl/codec.js'
import { currentLayer } from '../tl/schema.js'
import { TlWriter } from '../tl/tl-writer.js'
import type { Connection } from './connection.js'
import { headroom, tailroom } from './envelope.js'
import type { MessageIdKind, ServerMessageIds } from './message-ids.js'
import { OutgoingMessage } from './outgoing-message.js'
import { ReceivedMessages } from './received-messages.js'
import type { Retention } from './retention.js'
import type { RunningCall } from './running-call.js'
import type { PermanentKey, ServerKey } from './server-key.js'
import type { Session } from './session.js'
import type { SlabPool } from './slab-pool.js'
import { UnacknowledgedMessages } from './unacknowledged-messages.js'

export interface SessionDeps {
  readonly messageIds: ServerMessageIds
  readonly randomness: Randomness
  readonly pool: SlabPool
  readonly retention: Retention
  onError(this: void, error: unknown): void
}

export class ServerSession implements Session {
  readonly id: string
  readonly uniqueId: bigint
  readonly received = new ReceivedMessages()
  readonly unacknowledged: UnacknowledgedMessages
  readonly running = new Map<bigint, RunningCall>()
  /** Content messages of the client to acknowledge, unless an answer does it first. */
  readonly toAcknowledge = new Set<bigint>()
  /** Written and not yet in a packet. */
  outbox: OutgoingMessage[] = []
  /** The newest connection it came on, while that is open. */
  connection: Connection | null = null
  layer = currentLayer
  apiId: number | null = null
  wantsUpdates = false
  #contentSent = 0

  constructor(
    readonly number: bigint,
    /** The key its last message came under: answers go out under the same. */
    public key: ServerKey,
    readonly deps: SessionDeps,
  ) {
    // A large answer that could not be kept is made anew when asked for: it is a part of a file.
    this.unacknowledged = new UnacknowledgedMessages(deps.retention, (requestId) => this.received.forget(requestId))
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(number)
    this.id = bytes.toString('hex')
    this.uniqueId = deps.randomness.bytes(8).readBigUInt64LE(0)
  }

  get authKey(): PermanentKey {
    if (!this.key.permanent) throw new Error('this session’s temporary key is not bound yet')
    return this.key.permanent
  }

  push(updates: object): void {
    try {
      this.notify(updates as TlObject, true)
    } catch (error) {
      // Whoever caused the update is not to blame, and other sessions are to have it.
      this.deps.onError(error)
    }
  }

  /** The client came on `connection`: it is sent there what it has not acknowledged. */
  attach(connection: Connection, key: ServerKey): void {
    this.key = key
    if (this.connection === connection) return
    this.connection = connection
    // Written before and in no packet yet: still among the unacknowledged, if it matters.
    this.discardOutbox()
    for (const message of this.unacknowledged.all()) this.#send(message)
  }

  detach(connection: Connection): void {
    if (this.connection !== connection) return
    this.connection = null
    this.discardOutbox()
  }

  /** A message of the server's own. Content is kept until acknowledged. */
  notify(object: TlObject, isContent: boolean, kind: MessageIdKind = 'notification'): void {
    const writer = this.writer()
    writeObject(writer, object)
    this.enqueue(writer, { isContent, kind, requestId: null })
  }

  /** A writer for a body, in the session's layer, with room for the envelope. */
  writer(): TlWriter {
    return new TlWriter(catalogue.layer(this.layer), headroom, tailroom, this.deps.pool.allocate)
  }

  enqueue(
    writer: TlWriter,
    { isContent, kind, requestId }: { isContent: boolean; kind: MessageIdKind; requestId: bigint | null },
  ): OutgoingMessage {
    const message = new OutgoingMessage(
      this.deps.messageIds.next(kind),
      isContent ? this.#contentSent++ * 2 + 1 : this.#contentSent * 2,
      requestId,
      writer.buffer,
      writer.start,
      writer.position,
      this.deps.pool,
    )
    if (isContent) this.unacknowledged.add(message)
    this.#send(message)
    message.release()
    return message
  }

  /** Sends again what is kept, unless it is on its way: asking often does not multiply it. */
  resend(message: OutgoingMessage): void {
    if (!message.isInFlight) this.#send(message)
  }

  acknowledged(ids: Iterable<bigint>): void {
    for (const id of ids) this.unacknowledged.remove(id)
  }

  takeOutbox(): OutgoingMessage[] {
    const taken = this.outbox
    this.outbox = []
    return taken
  }

  sequenceOfService(): number {
    return this.#contentSent * 2
  }

  /** Nothing of it will be sent or asked for again. */
  dispose(): void {
    this.connection?.sessions.delete(this)
    this.connection = null
    this.discardOutbox()
    this.unacknowledged.clear()
    for (const call of this.running.values()) call.abandon()
  }

  discardOutbox(): void {
    for (const message of this.takeOutbox()) message.release()
  }

  #send(message: OutgoingMessage): void {
    if (!this.connection) return
    message.hold()
    this.outbox.push(message)
    if (message.isLarge) this.connection.flush(this)
    else this.connection.flushSoon(this)
  }
}
