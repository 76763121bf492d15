/** Sliding windows that survive restarts and are shared by all instances (core/sliding-window.ts says how they count). */
import type { WindowAnswer, WindowDecision, WindowRule } from '../core/sliding-window.js'

export interface WindowWish {
  /** `links:7`. At most 100 characters. */
  readonly key: string
  readonly rule: WindowRule
}

export type { WindowDecision } from '../core/sliding-window.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface WindowStore {
  /** Counts one in every window, or in none when one of them is full. Exact, however many ask at the same time. At most 8 windows, each once. */
  take(wishes: readonly WindowWish[], nowMs: number): Promise<WindowDecision>
  /** What was counted at `atMs` did not happen after all. Nothing where it left the window since. */
  giveBack(keys: readonly string[], atMs: number): Promise<void>
  /** Counts nothing. */
  peek(wish: WindowWish, nowMs: number): Promise<WindowAnswer>
  /** Forgets windows that are empty. @returns how many */
  prune(nowMs: number): Promise<number>
}
