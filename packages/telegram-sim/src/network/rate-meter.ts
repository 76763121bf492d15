/** A pipe of limited bandwidth, as a date: when the last byte put into it is through. */
export class RateMeter {
  #freeAt = 0

  /** Puts `bytes` in at `now`; answers when they are through. */
  pass(bytes: number, now: number, bytesPerSecond: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes / bytesPerSecond) * 1000
    return this.#freeAt
  }
}

/** An account's pipes at one data centre, shared by all its connections. */
export interface AccountMeters {
  readonly inbound: RateMeter
  readonly outbound: RateMeter
}

export class AccountMeterTable {
  readonly #meters = new Map<number, AccountMeters>()

  of(accountId: number): AccountMeters {
    let meters = this.#meters.get(accountId)
    if (!meters) this.#meters.set(accountId, (meters = { inbound: new RateMeter(), outbound: new RateMeter() }))
    return meters
  }
}
