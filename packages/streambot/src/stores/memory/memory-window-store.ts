import { SlidingWindow, takeFromAll, type WindowAnswer, type WindowDecision } from '../../core/sliding-window.js'
import type { WindowStore, WindowWish } from '../../ports/window-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_WINDOWS = 10_000

/** Forgets the window first counted in when full: whom it limited starts anew. */
export class MemoryWindowStore implements WindowStore {
  readonly windows = new BoundedMap<string, { readonly window: SlidingWindow; readonly windowMs: number }>(MAX_WINDOWS)

  take(wishes: readonly WindowWish[], nowMs: number, name?: string): Promise<WindowDecision> {
    const asked = wishes.map(({ key, rule }) => ({ key, rule, window: this.#windowOf(key) }))
    const decision = takeFromAll(asked, nowMs, name)
    if (decision.ok)
      for (const { key, rule, window } of asked) this.windows.set(key, { window, windowMs: rule.windowMs })
    return Promise.resolve(decision)
  }

  giveBack(keys: readonly string[], counted: number | string): Promise<void> {
    for (const key of keys) this.windows.get(key)?.window.giveBack(counted)
    return Promise.resolve()
  }

  peek({ key, rule }: WindowWish, nowMs: number): Promise<WindowAnswer> {
    return Promise.resolve(this.#windowOf(key).peek(rule, nowMs))
  }

  prune(nowMs: number): Promise<number> {
    const empty = [...this.windows].filter(([, { window, windowMs }]) => window.peek({ limit: 1, windowMs }, nowMs).ok)
    for (const [key] of empty) this.windows.delete(key)
    return Promise.resolve(empty.length)
  }

  #windowOf(key: string): SlidingWindow {
    return this.windows.get(key)?.window ?? new SlidingWindow()
  }
}
