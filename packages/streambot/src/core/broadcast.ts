/** A message on its way to everybody. Recipients are gone through by rising user id. */
export interface Broadcast {
  /** 8 random bytes as 16 hex digits. */
  readonly id: string
  /** Telegram id of the admin, whose chat holds the message. */
  readonly adminId: number
  readonly messageId: number
  readonly createdAtMs: number
  readonly state: 'running' | 'done' | 'cancelled'
  /** Everybody up to this id has been taken care of; 0: nobody yet. */
  readonly cursor: number
  readonly sent: number
  /** Blocked the bot, or deleted. */
  readonly unreachable: number
  readonly failed: number
  readonly finishedAtMs: number | null
}

/** What has become of the recipients between two cursors. */
export type BroadcastStep = Pick<Broadcast, 'cursor' | 'sent' | 'unreachable' | 'failed'>
