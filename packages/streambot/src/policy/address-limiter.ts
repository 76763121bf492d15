/**
 * How often one address may do something: make requests, try links that do not exist. Exact sliding windows in memory, of this instance
 * alone. Beyond `maxAddresses` the address used longest ago is forgotten. Who has one IPv6 address has all of its /64.
 */
import { SlidingWindow, type WindowAnswer, type WindowRule } from '../core/sliding-window.js'
import { networkOf } from './link-access-address.js'

const MAX_ADDRESSES = 50_000
const UNLIMITED: WindowAnswer = { ok: true, remaining: Infinity, resetMs: 0 }

export class AddressLimiter {
  /** The one used longest ago first. */
  readonly #windows = new Map<string, SlidingWindow>()

  /** @param ruleNow asked at each decision: it changes while windows fill. null: no limit */
  constructor(
    private readonly ruleNow: () => WindowRule | null,
    private readonly maxAddresses = MAX_ADDRESSES,
  ) {}

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
    const window = this.#windows.get(network) ?? new SlidingWindow()
    this.#windows.delete(network)
    this.#windows.set(network, window)
    this.#forgetOldest()
    return window.take(rule, nowMs)
  }

  /** What `take` would say. Counts nothing. */
  peek(address: string, nowMs: number): WindowAnswer {
    const rule = this.ruleNow()
    return rule ? (this.#windows.get(networkOf(address)) ?? new SlidingWindow()).peek(rule, nowMs) : UNLIMITED
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

  #forgetOldest(): void {
    if (this.#windows.size <= this.maxAddresses) return
    const oldest = this.#windows.keys().next()
    if (!oldest.done) this.#windows.delete(oldest.value)
  }
}
