/** How a bot is doing, for those who pick clients and for people who look after them. */

/**
 * starting: the first attempt is under way. cooling: Telegram told it to wait. unreachable: it cannot serve now and is tried
 * again in the background. banned: Telegram closed its account. stopped: by us, for good.
 */
export type ClientState = 'starting' | 'healthy' | 'cooling' | 'unreachable' | 'banned' | 'stopped'

export interface ClientStatus {
  /** `BOT_TOKEN`, `worker 2 (123)`: never the token. */
  readonly name: string
  readonly state: ClientState
  /** Why it is not healthy, in words for people; null when it is. */
  readonly reason: string | null
  readonly sinceMs: number
}

/** What a client has to do right now. */
export interface ClientWork {
  /** Until when Telegram told it to wait; null: it did not, or nobody knows until when. */
  readonly coolUntilMs: number | null
  /** Open data connections. */
  readonly connections: number
  /** Those of them that Telegram told to wait. */
  readonly coolingConnections: number
  readonly partsInFlight: number
  /** Bytes of files, over about the last ten seconds. */
  readonly bytesPerSecond: number
  /** Bytes of files since it was connected. */
  readonly receivedBytes: number
}

export interface ClientReport extends ClientStatus, ClientWork {
  /** The primary talks to people; workers bring bytes. */
  readonly role: 'primary' | 'worker'
}

/** Of a bot that is not connected. */
export const NO_WORK: ClientWork = {
  coolUntilMs: null,
  connections: 0,
  coolingConnections: 0,
  partsInFlight: 0,
  bytesPerSecond: 0,
  receivedBytes: 0,
}
