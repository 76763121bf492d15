/**
 * How often one address may do something: make requests, try links that do not exist. Exact sliding windows in memory, of this instance
 * alone. Beyond `maxAddresses` the address used longest ago is forgotten. Who has one IPv6 address has all of its /64.
 */
import { RecentMap } from '../core/recent-map.js'
import { SlidingWindow, type WindowAnswer, type WindowRule } from '../core/sliding-window.js'
import { networkOf } from './link-access-address.js'

const MAX_ADDRESSES = 50_000
const UNLIMITED: WindowAnswer = { ok: true, remaining: Infinity, resetMs: 0 }

export class AddressLimiter {
  readonly #windows: RecentMap<string, SlidingWindow>

  /** @param ruleNow asked at each decision: it changes while windows fill. null: no limit */
  constructor(
    private readonly ruleNow: () => WindowRule | null,
    maxAddresses = MAX_ADDRESSES,
  ) {
    this.#windows = new RecentMap(maxAddresses)
  }

  /** Of one window. */
  get limit(): number {
    return this.ruleNow()?.limit ?? Infinity
  }

  /** 0 while there is no limit. */
  get windowMs(): number {
    return this.ruleNow()?.windowMs ?? 0
  }

  get size(): number {
    return this.#windows.size
  }

  /** Counts one, or says when that is possible. */
  take(address: string, nowMs: number): WindowAnswer {
    const rule = this.ruleNow()
    if (!rule) return UNLIMITED
    const network = networkOf(address)
    const window = this.#windows.peek(network) ?? new SlidingWindow()
    this.#windows.set(network, window)
    return window.take(rule, nowMs)
  }

  /** What `take` would say. Counts nothing. */
  peek(address: string, nowMs: number): WindowAnswer {
    const rule = this.ruleNow()
    return rule ? (this.#windows.peek(networkOf(address)) ?? new SlidingWindow()).peek(rule, nowMs) : UNLIMITED
  }

  /** Forgets addresses of which nothing is counted any more. */
  prune(nowMs: number): void {
    const rule = this.ruleNow()
    if (!rule) return this.#windows.clear()
    for (const [network, window] of this.#windows) {
      const answer = window.peek(rule, nowMs)
      if (answer.ok && answer.remaining === rule.limit) this.#windows.delete(network)
    }
  }
}
