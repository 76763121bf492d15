/**
 * An exact sliding window: at most `limit` in any `windowMs`, by the moments of those that were counted, oldest first. A clock that
 * went back counts what it left in the future as now: nobody is let through too often for that, and nobody waits longer than one window.
 */
export interface WindowRule {
  readonly limit: number
  readonly windowMs: number
}

export type WindowAnswer =
  | { readonly ok: true; readonly remaining: number; readonly resetMs: number }
  | { readonly ok: false; readonly retryAfterMs: number }

/** Of several windows that are asked together. */
export type WindowDecision =
  | { readonly ok: true; readonly answers: readonly Extract<WindowAnswer, { ok: true }>[] }
  /** `key` is of the window that is full the longest. */
  | { readonly ok: false; readonly key: string; readonly retryAfterMs: number }

/** The greatest limit that anybody may set: every moment of a window is kept. */
export const MAX_WINDOW_LIMIT = 100_000

/** Moments of those that were counted last, by the names of what they were counted for, oldest first. */
export type NamedMoments = Readonly<Record<string, number>>

/** Older moments are cut off the array only so often: each costs a copy. */
const MAX_DEAD = 64
/** More than one instance works on at a time, and what it leaves unfinished another one asks for next. */
const MAX_NAMED = 32

export class SlidingWindow {
  #moments: number[]
  /** Moments before this index have left the window. */
  #head = 0

  readonly #named: Map<string, number>

  /** @param moments milliseconds, ascending */
  constructor(moments: readonly number[] = [], named: NamedMoments = {}) {
    this.#moments = [...moments]
    this.#named = new Map(Object.entries(named))
  }

  /** Those still counted when last taken from, oldest first. */
  get moments(): readonly number[] {
    return this.#moments.slice(this.#head)
  }

  get named(): NamedMoments {
    return Object.fromEntries(this.#named)
  }

  get size(): number {
    return this.#moments.length - this.#head
  }

  /**
   * Counts one, or says how long until that is possible. `resetMs` is when the window is empty, from now.
   * @param name what was counted under it lately, and is in the window still, is counted already; null: nothing was
   */
  take(rule: WindowRule, nowMs: number, name: string | null = null): WindowAnswer {
    this.#advance(nowMs, rule.windowMs)
    if (name !== null && this.#named.has(name)) return this.#asCounted(rule, nowMs)
    const answer = this.peek(rule, nowMs)
    if (!answer.ok) return answer
    this.#moments.push(nowMs)
    if (name !== null) this.#name(name, nowMs)
    return { ok: true, remaining: answer.remaining - 1, resetMs: rule.windowMs }
  }

  /** Whether `take` would count nothing, because that was done under this name. */
  has(name: string | null, { windowMs }: WindowRule, nowMs: number): boolean {
    const atMs = name === null ? undefined : this.#named.get(name)
    return atMs !== undefined && Math.min(atMs, nowMs) > nowMs - windowMs
  }

  /** What `take` would say before counting. Changes nothing. */
  peek({ limit, windowMs }: WindowRule, nowMs: number): WindowAnswer {
    const size = this.#moments.length - this.#firstAfter(nowMs - windowMs)
    // So many have to leave that one place is free; more than one where the limit was lowered.
    if (size >= limit)
      return { ok: false, retryAfterMs: limit > 0 ? this.#untilLeft(limit, windowMs, nowMs) : windowMs }
    return { ok: true, remaining: limit - size, resetMs: size > 0 ? this.#untilLeft(1, windowMs, nowMs) : 0 }
  }

  /** One that was counted at this moment, or under this name, did not happen after all. @returns false when it is counted no longer */
  giveBack(counted: number | string): boolean {
    const atMs = typeof counted === 'string' ? this.#named.get(counted) : counted
    const index = atMs === undefined ? -1 : this.#moments.lastIndexOf(atMs)
    if (index < this.#head) return false
    this.#moments.splice(index, 1)
    if (typeof counted === 'string') this.#named.delete(counted)
    return true
  }

  #asCounted({ limit, windowMs }: WindowRule, nowMs: number): WindowAnswer {
    const newestMs = this.#moments.at(-1) ?? nowMs
    return { ok: true, remaining: Math.max(0, limit - this.size), resetMs: newestMs + windowMs - nowMs }
  }

  #name(name: string, atMs: number): void {
    this.#named.set(name, atMs)
    const [oldest] = this.#named.keys()
    if (this.#named.size > MAX_NAMED && oldest !== undefined) this.#named.delete(oldest)
  }

  /** How long until the `nth` from the end, which has to exist, has left. */
  #untilLeft(nth: number, windowMs: number, nowMs: number): number {
    return Math.min(this.#moments.at(-nth) ?? nowMs, nowMs) + windowMs - nowMs
  }

  #firstAfter(ms: number): number {
    let index = this.#head
    while (index < this.#moments.length && this.#moments[index]! <= ms) index++
    return index
  }

  #advance(nowMs: number, windowMs: number): void {
    for (let i = this.#moments.length - 1; i >= this.#head && this.#moments[i]! > nowMs; i--) this.#moments[i] = nowMs
    this.#head = this.#firstAfter(nowMs - windowMs)
    for (const [name, atMs] of this.#named) {
      if (atMs <= nowMs - windowMs) this.#named.delete(name)
      else if (atMs > nowMs) this.#named.set(name, nowMs)
    }
    if (this.#head < MAX_DEAD && this.size > 0) return
    this.#moments = this.#moments.slice(this.#head)
    this.#head = 0
  }
}

/** Counts one in every window, or in none when one of them is full. @param name as of `take` */
export function takeFromAll(
  asked: readonly { readonly key: string; readonly rule: WindowRule; readonly window: SlidingWindow }[],
  nowMs: number,
  name: string | null = null,
): WindowDecision {
  let longest: { readonly key: string; readonly retryAfterMs: number } | null = null
  for (const { key, rule, window } of asked) {
    if (window.has(name, rule, nowMs) || window.peek(rule, nowMs).ok) continue
    // Counts nothing in a full window, which notices a clock that went back.
    const answer = window.take(rule, nowMs)
    if (answer.ok || (longest && longest.retryAfterMs >= answer.retryAfterMs)) continue
    longest = { key, retryAfterMs: answer.retryAfterMs }
  }
  if (longest) return { ok: false, ...longest }
  return {
    ok: true,
    answers: asked.map(({ rule, window }) => window.take(rule, nowMs, name)).filter((answer) => answer.ok),
  }
}
