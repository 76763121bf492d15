/** Notices about messages a server will not handle (core.telegram.org/mtproto/service_messages_about_messages). */
import type { TlObject } from '../tl/codec.js'
import { toLong } from './long-bigint.js'

/** Why, by Telegram's numbers. */
export const badMessage = {
  idTooLow: 16,
  idTooHigh: 17,
  idNotMultipleOfFour: 18,
  sequenceShouldBeOdd: 35,
  badServerSalt: 48,
  invalidContainer: 64,
} as const

export interface BadMessage {
  readonly messageId: bigint
  readonly sequence: number
}

export function badMessageNotification({ messageId, sequence }: BadMessage, errorCode: number): TlObject {
  return { _: 'mt_bad_msg_notification', badMsgId: toLong(messageId), badMsgSeqno: sequence, errorCode }
}

export function badServerSalt({ messageId, sequence }: BadMessage, newSalt: bigint): TlObject {
  return {
    _: 'mt_bad_server_salt',
    badMsgId: toLong(messageId),
    badMsgSeqno: sequence,
    errorCode: badMessage.badServerSalt,
    newServerSalt: toLong(newSalt),
  }
}
