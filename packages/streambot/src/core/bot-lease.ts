/**
 * Which of several instances talks to people: the one that holds the bot's lease. No clock is compared with another one: the holder counts
 * beats, and whoever waits watches whether they still come.
 */
export interface BotLease {
  /** Telegram id of the bot. */
  readonly botId: number
  /** Another for each process; null: it was given back. */
  readonly holder: string | null
  /** Rises each time the lease changes hands. What is written under an older one is refused. */
  readonly epoch: number
  /** Rises while the holder lives. */
  readonly beat: number
}

/** How far a bot's updates are dealt with: pts, qts, date, seq, and the pts of each channel, as the client library names and writes them. */
export interface UpdatePlace {
  readonly key: string
  readonly value: Uint8Array
}
