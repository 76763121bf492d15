/** A permanent authorization key of one data centre, and who is logged in with it. */
export interface AuthKey {
  /** The 64-bit auth_key_id as 16 hex digits, in wire order. */
  readonly id: string
  readonly dcId: number
  /** Account logged in under this key at this DC, or null before auth.* succeeded. Services set it. */
  accountId: number | null
}

/** An MTProto session as services see it: something updates can be pushed to. */
export interface Session {
  /** The 64-bit session_id as 16 hex digits, in wire order. */
  readonly id: string
  readonly authKey: AuthKey
  /** TL layer announced by invokeWithLayer. */
  readonly layer: number
  /** api_id announced by initConnection, or null before it. */
  readonly apiId: number | null
  /** True once the session made a non-upload call without invokeWithoutUpdates: only then does Telegram push to it. */
  readonly wantsUpdates: boolean
  /** Sends a server notification (an Updates object); it is kept and resent until the client acknowledges it. */
  push(updates: object): void
}

/** Told when sessions begin and end. A session outlives its TCP connections: `closed` means destroyed or forgotten. */
export interface SessionObserver {
  opened(session: Session): void
  closed(session: Session): void
}

export const noSessionObserver: SessionObserver = { opened: () => {}, closed: () => {} }
