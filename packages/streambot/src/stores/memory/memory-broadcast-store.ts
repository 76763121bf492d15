import type { Broadcast, BroadcastStep } from '../../core/broadcast.js'
import { newestFirst, toPage } from '../../core/page-cursor.js'
import type { BroadcastCursor, BroadcastPage, BroadcastStore } from '../../ports/broadcast-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_BROADCASTS = 1000

/** Forgets the oldest broadcast when full, also one that is running. */
export class MemoryBroadcastStore implements BroadcastStore {
  readonly broadcasts = new BoundedMap<string, Broadcast>(MAX_BROADCASTS)

  add(broadcast: Broadcast): Promise<void> {
    if (this.broadcasts.has(broadcast.id)) {
      return Promise.reject(new Error(`There is a broadcast ${broadcast.id} already`))
    }
    this.broadcasts.set(broadcast.id, broadcast)
    return Promise.resolve()
  }

  find(broadcastId: string): Promise<Broadcast | null> {
    return Promise.resolve(this.broadcasts.get(broadcastId) ?? null)
  }

  running(): Promise<Broadcast[]> {
    const running = [...this.broadcasts.values()].filter(({ state }) => state === 'running')
    return Promise.resolve(running.sort((one, other) => one.createdAtMs - other.createdAtMs))
  }

  list(after: BroadcastCursor | null, limit: number): Promise<BroadcastPage> {
    const rest = [...this.broadcasts.values()].filter((it) => !after || newestFirst(after, it) < 0).sort(newestFirst)
    const { items: broadcasts, next } = toPage(rest, limit)
    return Promise.resolve({ broadcasts, next })
  }

  advance(broadcastId: string, fromCursor: number, step: BroadcastStep): Promise<boolean> {
    const broadcast = this.#runningOne(broadcastId)
    if (broadcast?.cursor !== fromCursor) return Promise.resolve(false)
    this.broadcasts.set(broadcastId, {
      ...broadcast,
      cursor: step.cursor,
      sent: broadcast.sent + step.sent,
      unreachable: broadcast.unreachable + step.unreachable,
      failed: broadcast.failed + step.failed,
    })
    return Promise.resolve(true)
  }

  finish(broadcastId: string, state: 'done' | 'cancelled', atMs: number, reason: string | null): Promise<boolean> {
    const broadcast = this.#runningOne(broadcastId)
    if (broadcast) this.broadcasts.set(broadcastId, { ...broadcast, state, reason, finishedAtMs: atMs })
    return Promise.resolve(broadcast !== undefined)
  }

  #runningOne(broadcastId: string): Broadcast | undefined {
    const broadcast = this.broadcasts.get(broadcastId)
    return broadcast?.state === 'running' ? broadcast : undefined
  }
}
