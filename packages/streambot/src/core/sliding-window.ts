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

/** Older moments are cut off the array only so often: each costs a copy. */
const MAX_DEAD = 64

export class SlidingWindow {
  #moments: number[]
  /** Moments before this index have left the window. */
  #head = 0

  /** @param moments milliseconds, ascending */
  constructor(moments: readonly number[] = []) {
    this.#moments = [...moments]
  }

  /** Those still counted when last taken from, oldest first. */
  get moments(): readonly number[] {
    return this.#moments.slice(this.#head)
  }

  get size(): number {
    return this.#moments.length - this.#head
  }

  /** Counts one, or says how long until that is possible. `resetMs` is when the window is empty, from now. */
  take(rule: WindowRule, nowMs: number): WindowAnswer {
    this.#advance(nowMs, rule.windowMs)
    const answer = this.peek(rule, nowMs)
    if (!answer.ok) return answer
    this.#moments.push(nowMs)
    return { ok: true, remaining: answer.remaining - 1, resetMs: rule.windowMs }
  }

  /** What `take` would say before counting. Changes nothing. */
  peek({ limit, windowMs }: WindowRule, nowMs: number): WindowAnswer {
    const size = this.#moments.length - this.#firstAfter(nowMs - windowMs)
    // So many have to leave that one place is free; more than one where the limit was lowered.
    if (size >= limit)
      return { ok: false, retryAfterMs: limit > 0 ? this.#untilLeft(limit, windowMs, nowMs) : windowMs }
    return { ok: true, remaining: limit - size, resetMs: size > 0 ? this.#untilLeft(1, windowMs, nowMs) : 0 }
  }

  /** One that was counted at this moment did not happen after all. @returns false when it is counted no longer */
  giveBack(atMs: number): boolean {
    const index = this.#moments.lastIndexOf(atMs)
    if (index < this.#head) return false
    this.#moments.splice(index, 1)
    return true
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
    if (this.#head < MAX_DEAD && this.size > 0) return
    this.#moments = this.#moments.slice(this.#head)
    this.#head = 0
  }
}

/** Counts one in every window, or in none when one of them is full. */
export function takeFromAll(
  asked: readonly { readonly key: string; readonly rule: WindowRule; readonly window: SlidingWindow }[],
  nowMs: number,
): WindowDecision {
  let longest: { readonly key: string; readonly retryAfterMs: number } | null = null
  for (const { key, rule, window } of asked) {
    if (window.peek(rule, nowMs).ok) continue
    // Counts nothing in a full window, which notices a clock that went back.
    const answer = window.take(rule, nowMs)
    if (answer.ok || (longest && longest.retryAfterMs >= answer.retryAfterMs)) continue
    longest = { key, retryAfterMs: answer.retryAfterMs }
  }
  if (longest) return { ok: false, ...longest }
  return { ok: true, answers: asked.map(({ rule, window }) => window.take(rule, nowMs)).filter((answer) => answer.ok) }
}
