/** Where broadcasts are remembered, and how far each is. Every verb is atomic. */
import type { Broadcast, BroadcastStep } from '../core/broadcast.js'
import type { PageCursor } from '../core/page-cursor.js'

/** The last broadcast of a page. */
export type BroadcastCursor = PageCursor

export interface BroadcastPage {
  readonly broadcasts: readonly Broadcast[]
  /** null: the last page. */
  readonly next: BroadcastCursor | null
}

/** @throws StreamBotError store_unavailable, from every verb */
export interface BroadcastStore {
  /** Durable when resolved. Rejects an id that exists. */
  add(broadcast: Broadcast): Promise<void>
  find(broadcastId: string): Promise<Broadcast | null>
  /** Those that are running, oldest first. */
  running(): Promise<Broadcast[]>
  /** Newest first; of one moment, the greater id first. `limit` is 1 to 100. */
  list(after: BroadcastCursor | null, limit: number): Promise<BroadcastPage>
  /**
   * Moves the cursor from where the caller believes it is, and adds up. Durable when resolved.
   * @returns false when it was elsewhere or the broadcast is over: somebody else goes on with it, or nobody should
   */
  advance(broadcastId: string, fromCursor: number, step: BroadcastStep): Promise<boolean>
  /**
   * @param reason why it is cancelled; null: an admin wants it
   * @returns false when it was over before
   */
  finish(broadcastId: string, state: 'done' | 'cancelled', atMs: number, reason: string | null): Promise<boolean>
}
