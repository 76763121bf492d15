/**
 * The calls of one MTProto session: sends them, matches answers, acknowledges, and repeats what Telegram could not read
 * (core.telegram.org/mtproto/service_messages_about_messages). Knows no socket: packets go out through `send`.
 */
import { randomBytes } from 'node:crypto'
import { Long, tl, type mtp } from '@mtcute/core'
import { TlBinaryWriter, type TlReaderMap, type TlWriterMap } from '@mtcute/tl-runtime'
import type { AuthKey } from './auth-key.js'
import { ConnectionLostError } from './connection-errors.js'
import { readMessages, sessionOf, toBigInt, type Answer, type ServerMessage } from './server-message.js'
import { SessionWriter } from './session-writer.js'
import type { SharedPacket } from './shared-packet.js'

export interface SessionOptions {
  readonly key: Pick<AuthKey, 'seal'>
  readonly readers: TlReaderMap
  readonly writers: TlWriterMap
  /** A sealed packet is to leave. */
  readonly send: (packet: Uint8Array) => void
  /** An answer that took no time on the line: what it took is the delay. */
  readonly onRoundTrip: (ms: number) => void
}

interface Call {
  readonly body: Uint8Array
  /** Changes when the call has to be sent again. */
  messageId: bigint
  containerId: bigint | null
  sentMs: number
  /** Takes what it needs of the packet before anybody else uses its buffer. */
  readonly answer: (result: unknown, packet: SharedPacket) => void
  readonly fail: (error: Error) => void
}

/** Fewer wait for the next call to travel with. */
const MAX_WAITING_ACKS = 16
const SMALL_PACKET_BYTES = 4096
/** Telegram closes the connection when it hears nothing for so long. */
const DISCONNECT_AFTER_SECONDS = 75
/** core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message */
const MESSAGE_ID_TOO_LOW = 16
const MESSAGE_ID_TOO_HIGH = 17

export class Session {
  readonly #calls = new Map<bigint, Call>()
  readonly #writer: SessionWriter
  #acks: Long[] = []
  #unsent: Call[] = []
  #isFlushDue = false
  #ended: Error | null = null

  constructor(private readonly options: SessionOptions) {
    this.#writer = new SessionWriter(options.key, () => Date.now())
  }

  get callsInFlight(): number {
    return this.#calls.size
  }

  /**
   * @param take makes of the answer what the caller gets, at once: the packet's buffer is somebody else's afterwards
   * @throws tl.RpcError as Telegram answers; what the session ends with; the signal's reason when aborted
   */
  call<T>(request: tl.RpcMethod, take: (result: unknown, packet: SharedPacket) => T, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason as Error)
    if (this.#ended) return Promise.reject(this.#ended)
    const body = TlBinaryWriter.serializeObject(this.options.writers, request)
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#calls.delete(call.messageId)
        this.#queueService({ _: 'mt_rpc_drop_answer', reqMsgId: toLong(call.messageId) })
        reject(signal.reason as Error)
      }
      const fail = (error: Error) => {
        signal.removeEventListener('abort', abort)
        reject(error)
      }
      const answer = (result: unknown, packet: SharedPacket) => {
        signal.removeEventListener('abort', abort)
        if (isRpcError(result)) return reject(tl.RpcError.fromTl(result))
        try {
          resolve(take(result, packet))
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      const call: Call = { body, messageId: 0n, containerId: null, sentMs: 0, answer, fail }
      signal.addEventListener('abort', abort, { once: true })
      this.#send(call)
    })
  }

  ping(): void {
    this.#queueService({
      _: 'mt_ping_delay_disconnect',
      pingId: Long.fromBytesLE([...randomBytes(8)]),
      disconnectDelay: DISCONNECT_AFTER_SECONDS,
    })
  }

  /** Acknowledgements do not wait for a call any longer. */
  flushAcks(): void {
    if (this.#acks.length > 0) this.#flushSoon()
  }

  /** @throws Error when Telegram and we do not understand each other: the connection is of no use then */
  handle(plain: Uint8Array, packet: SharedPacket): void {
    // Every packet that was on its way when the clock was set is refused: its calls are repeated already.
    const sessionId = sessionOf(plain)
    if (sessionId !== null && sessionId === this.#writer.formerSessionId) return
    for (const message of readMessages(plain, this.#writer.sessionId, this.options.readers)) {
      // Odd: wants an acknowledgement (core.telegram.org/mtproto/description#message-sequence-number-msg-seqno).
      if (message.sequence % 2 === 1) this.#acks.push(toLong(message.id))
      this.#handle(message, packet)
    }
    if (this.#acks.length >= MAX_WAITING_ACKS) this.#flushSoon()
  }

  /** Every call under way fails with `reason`. */
  end(reason: Error): void {
    if (this.#ended) return
    this.#ended = reason
    const calls = [...this.#calls.values()]
    this.#calls.clear()
    for (const call of calls) call.fail(reason)
  }

  #send(call: Call): void {
    this.#calls.delete(call.messageId)
    call.messageId = this.#writer.queue(call.body, true)
    call.containerId = null
    call.sentMs = performance.now()
    this.#calls.set(call.messageId, call)
    this.#unsent.push(call)
    this.#flushSoon()
  }

  #queueService(message: mtp.TlObject): void {
    if (this.#ended) return
    this.#writer.queue(TlBinaryWriter.serializeObject(this.options.writers, message), false)
    this.#flushSoon()
  }

  /** What is said in one turn travels in one packet. */
  #flushSoon(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    queueMicrotask(() => {
      this.#isFlushDue = false
      if (!this.#ended) this.#flush()
    })
  }

  #flush(): void {
    if (this.#acks.length > 0) {
      const ack: mtp.RawMt_msgs_ack = { _: 'mt_msgs_ack', msgIds: this.#acks }
      this.#acks = []
      this.#writer.queue(TlBinaryWriter.serializeObject(this.options.writers, ack), false)
    }
    const flushed = this.#writer.flush()
    if (!flushed) return
    for (const call of this.#unsent.splice(0)) call.containerId = flushed.containerId
    this.options.send(flushed.packet)
  }

  #handle({ id, body }: ServerMessage, packet: SharedPacket): void {
    switch (body._) {
      case 'answer':
        return this.#answer(body, packet)
      case 'mt_bad_server_salt':
        this.#writer.setSalt(toBigInt(body.newServerSalt))
        return this.#sendAgain((call) => isIn(call, toBigInt(body.badMsgId)))
      case 'mt_bad_msg_notification':
        return this.#correctClock(id, body.errorCode)
      case 'mt_new_session_created':
        this.#writer.setSalt(toBigInt(body.serverSalt))
        return this.#sendAgain((call) => (call.containerId ?? call.messageId) < toBigInt(body.firstMsgId))
      case 'mt_msg_detailed_info':
      case 'mt_msg_new_detailed_info':
        // An answer that was sent and never came.
        return this.#queueService({ _: 'mt_msg_resend_req', msgIds: [body.answerMsgId] })
      default: // acknowledgements, pongs, updates nobody asked for
    }
  }

  #answer({ toMessageId, result }: Answer, packet: SharedPacket): void {
    const call = this.#calls.get(toMessageId)
    if (!call) return // given up meanwhile
    this.#calls.delete(toMessageId)
    if (packet.lengthBytes < SMALL_PACKET_BYTES) this.options.onRoundTrip(performance.now() - call.sentMs)
    call.answer(result, packet)
  }

  #correctClock(serverMessageId: bigint, errorCode: number): void {
    if (errorCode !== MESSAGE_ID_TOO_LOW && errorCode !== MESSAGE_ID_TOO_HIGH) {
      throw new ConnectionLostError(`Telegram refuses our messages (bad_msg_notification ${errorCode})`)
    }
    this.#writer.restart(serverMessageId)
    this.#sendAgain(() => true)
  }

  #sendAgain(isMeant: (call: Call) => boolean): void {
    for (const call of [...this.#calls.values()].filter(isMeant)) this.#send(call)
  }
}

function isIn(call: Call, messageId: bigint): boolean {
  return call.messageId === messageId || call.containerId === messageId
}

function isRpcError(result: unknown): result is mtp.RawMt_rpc_error {
  return typeof result === 'object' && result !== null && '_' in result && result._ === 'mt_rpc_error'
}

function toLong(id: bigint): Long {
  return new Long(Number(BigInt.asIntN(32, id)), Number(BigInt.asIntN(32, id >> 32n)))
}
