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
