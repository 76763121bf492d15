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
  /**
   * Counts one in every window, or in none when one of them is full. Exact, however many ask at the same time. At most 8 windows, each once.
   * @param name of what it is for, 16 hex digits: asked for again after a crash, or by another instance, it is counted once, if it is among the last 32 of
   * its window
   */
  take(wishes: readonly WindowWish[], nowMs: number, name?: string): Promise<WindowDecision>
  /** What was counted at this moment, or under this name, did not happen after all. Nothing where it left the window since, or was given back. */
  giveBack(keys: readonly string[], counted: number | string): Promise<void>
  /** Counts nothing. */
  peek(wish: WindowWish, nowMs: number): Promise<WindowAnswer>
  /** Forgets windows that are empty. @returns how many */
  prune(nowMs: number): Promise<number>
}
