import { createHash } from 'node:crypto'

/** A message on its way to everybody. Recipients are gone through by rising user id. */
export interface Broadcast {
  /** 8 random bytes as 16 hex digits. */
  readonly id: string
  /** Telegram id of the bot that sends it: ids of messages mean nothing to another one. */
  readonly botId: number
  /** Telegram id of the admin. */
  readonly adminId: number
  /** The chat that holds the message, marked: a person's id, or -100… */
  readonly fromChatId: number
  readonly messageId: number
  /** The message in the admin's own chat that tells how far it is; null: none. */
  readonly reportMessageId: number | null
  readonly createdAtMs: number
  readonly state: 'running' | 'done' | 'cancelled'
  /** Why it was cancelled; null: an admin did, or it was not. */
  readonly reason: string | null
  /** Everybody up to this id has been taken care of; 0: nobody yet. */
  readonly cursor: number
  readonly sent: number
  /** Blocked the bot, or deleted; those of whom that was known before are not asked. */
  readonly unreachable: number
  readonly failed: number
  readonly finishedAtMs: number | null
}

/** What has become of the recipients between two cursors. */
export type BroadcastStep = Pick<Broadcast, 'cursor' | 'sent' | 'unreachable' | 'failed'>

/** Under which Telegram knows the copy for this person: the same whoever asks, however often. A signed 64-bit number, not 0. */
export function randomIdOf(broadcastId: string, userId: number): bigint {
  const id = createHash('sha256').update(`broadcast ${broadcastId} ${userId}`).digest().readBigInt64LE()
  return id === 0n ? 1n : id
}
