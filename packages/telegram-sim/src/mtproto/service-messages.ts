/** The messages of MTProto itself: pings, salts, acknowledgements, state and resend requests, the ends of sessions and keys. */
import type { mtp } from '@mtcute/core'
import type { TlObject } from '../tl/codec.js'
import { toBigInt, toLong } from './long-bigint.js'
import type { Arrival } from './message-router.js'
import type { KeyStore } from './key-store.js'
import { writeRpcResult } from './rpc-result.js'
import type { Salts } from './salts.js'
import type { PermanentKey } from './server-key.js'
import type { ServerSession } from './server-session.js'
import type { SessionRegistry } from './session-registry.js'

/** Message states of msgs_state_info (core.telegram.org/mtproto/service_messages_about_messages). */
const messageState = { notReceived: 2, received: 4, answered: 64, running: 32 } as const
const idsLimit = 8192
const disconnectLimitSeconds = 86_400

export interface ServiceDeps {
  readonly keys: KeyStore
  readonly salts: Salts
  readonly sessions: SessionRegistry
  forget(key: PermanentKey): void
  now(): number
}

type ServiceMessage =
  | mtp.RawMt_ping
  | mtp.RawMt_ping_delay_disconnect
  | mtp.RawMt_get_future_salts
  | mtp.RawMt_msgs_ack
  | mtp.RawMt_msgs_state_req
  | mtp.RawMt_msg_resend_req
  | mtp.RawMt_rpc_drop_answer
  | mtp.RawMt_destroy_session
  | mtp.RawMt_destroy_auth_key

export class ServiceMessages {
  constructor(readonly deps: ServiceDeps) {}

  /** Anything else of MTProto's is none of a server's concern and passed over: http_wait, reports of message states. */
  handle(arrival: Arrival, object: TlObject): void {
    const { session, messageId } = arrival
    const message = object as unknown as ServiceMessage
    switch (message._) {
      case 'mt_ping':
        return session.notify({ _: 'mt_pong', msgId: toLong(messageId), pingId: message.pingId }, false, 'answer')
      case 'mt_ping_delay_disconnect':
        arrival.connection.disconnectAfter(
          Math.min(Math.max(1, message.disconnectDelay), disconnectLimitSeconds) * 1000,
        )
        return session.notify({ _: 'mt_pong', msgId: toLong(messageId), pingId: message.pingId }, false, 'answer')
      case 'mt_get_future_salts':
        return this.#futureSalts(arrival, message.num)
      case 'mt_msgs_ack':
        return session.acknowledged(message.msgIds.map(toBigInt))
      case 'mt_msgs_state_req':
        return this.#states(arrival, message.msgIds.slice(0, idsLimit).map(toBigInt))
      case 'mt_msg_resend_req':
        return this.#resend(arrival, message.msgIds.slice(0, idsLimit).map(toBigInt))
      case 'mt_rpc_drop_answer':
        return this.#dropAnswer(arrival, toBigInt(message.reqMsgId))
      case 'mt_destroy_session':
        return this.#destroySession(arrival, message)
      case 'mt_destroy_auth_key':
        return this.#destroyKey(arrival)
      default:
    }
  }

  #futureSalts({ session, key, messageId }: Arrival, count: number): void {
    const now = this.deps.now()
    const salts = this.deps.salts.future(key, count, now)
    session.notify(
      {
        _: 'mt_future_salts',
        reqMsgId: toLong(messageId),
        now: Math.floor(now / 1000),
        salts: salts.map((each) => ({ _: 'mt_future_salt', ...each, salt: toLong(each.salt) })),
      },
      false,
      'answer',
    )
  }

  #states({ session, messageId }: Arrival, ids: bigint[]): void {
    const info = Buffer.from(ids.map((id) => stateOf(session, id)))
    session.notify({ _: 'mt_msgs_state_info', reqMsgId: toLong(messageId), info }, false, 'answer')
  }

  #resend(arrival: Arrival, ids: bigint[]): void {
    const kept = ids.map((id) => arrival.session.unacknowledged.get(id))
    for (const message of kept) if (message) arrival.session.resend(message)
    // Of the rest the client learns that they are gone.
    if (kept.includes(null)) this.#states(arrival, ids)
  }

  #dropAnswer({ session, messageId }: Arrival, requestId: bigint): void {
    const call = session.running.get(requestId)
    const answer = session.unacknowledged.answerTo(requestId)
    call?.drop()
    const result: TlObject = call
      ? { _: 'mt_rpc_answer_dropped_running' }
      : answer
        ? { _: 'mt_rpc_answer_dropped', msgId: toLong(answer.id), seqNo: answer.sequence, bytes: answer.length }
        : { _: 'mt_rpc_answer_unknown' }
    if (answer) session.acknowledged([answer.id])
    writeRpcResult(session, messageId, result)
  }

  #destroySession({ session, key }: Arrival, { sessionId }: mtp.RawMt_destroy_session): void {
    const number = toBigInt(sessionId)
    // A session cannot end itself.
    const isDestroyed = number !== session.number && this.deps.sessions.close(key, number)
    session.notify({ _: isDestroyed ? 'mt_destroy_session_ok' : 'mt_destroy_session_none', sessionId }, true, 'answer')
  }

  #destroyKey({ session, connection, key }: Arrival): void {
    session.notify({ _: 'mt_destroy_auth_key_ok' }, true, 'answer')
    // Sealed with the key before it goes.
    connection.flush(session)
    if (key.permanent) this.deps.forget(key.permanent)
  }
}

function stateOf(session: ServerSession, id: bigint): number {
  switch (session.received.fateOf(id)) {
    case null:
      return messageState.notReceived
    case 'running':
      return messageState.received | messageState.running
    case 'answered':
    case 'failed':
      // Clients ask again for an answer that exists and has not reached them: not while it is on its way.
      return messageState.received | (isOnItsWay(session, id) ? 0 : messageState.answered)
    default:
      return messageState.received
  }
}

function isOnItsWay(session: ServerSession, requestId: bigint): boolean {
  return session.unacknowledged.answerTo(requestId)?.isInFlight ?? false
}
