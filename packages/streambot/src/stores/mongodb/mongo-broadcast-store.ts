import type { Broadcast, BroadcastStep } from '../../core/broadcast.js'
import { toPage } from '../../core/page-cursor.js'
import type { BroadcastCursor, BroadcastPage, BroadcastStore } from '../../ports/broadcast-store.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toBroadcast, toBroadcastDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { behind, NEWEST_FIRST } from './newest-first.js'
import { isDuplicateKey } from './translate-error.js'

export class MongoBroadcastStore implements BroadcastStore {
  constructor(
    private readonly broadcasts: Collections['broadcasts'],
    private readonly calls: MongoCalls,
  ) {}

  async add(broadcast: Broadcast): Promise<void> {
    try {
      await this.calls.once(() => this.broadcasts.insertOne(toBroadcastDocument(broadcast)))
    } catch (error) {
      if (isDuplicateKey(error)) throw new Error(`There is a broadcast ${broadcast.id} already`, { cause: error })
      throw error
    }
  }

  async find(broadcastId: string): Promise<Broadcast | null> {
    const document = await this.calls.repeatable(() => this.broadcasts.findOne({ _id: broadcastId }))
    return document && toBroadcast(document)
  }

  async running(): Promise<Broadcast[]> {
    const reading = () => this.broadcasts.find({ state: 'running' }).sort({ createdAtMs: 1, _id: 1 }).toArray()
    return (await this.calls.repeatable(reading)).map(toBroadcast)
  }

  async list(after: BroadcastCursor | null, limit: number): Promise<BroadcastPage> {
    const reading = () =>
      this.broadcasts
        .find(behind(after), IN_ONE_ANSWER)
        .sort(NEWEST_FIRST)
        .limit(limit + 1)
        .toArray()
    const found = (await this.calls.repeatable(reading)).map(toBroadcast)
    const { items: broadcasts, next } = toPage(found, limit)
    return { broadcasts, next }
  }

  async advance(broadcastId: string, fromCursor: number, { cursor, ...counts }: BroadcastStep): Promise<boolean> {
    const isThere = { _id: broadcastId, state: 'running', cursor: fromCursor } as const
    const { sent, unreachable, failed } = counts
    const moving = () => this.broadcasts.updateOne(isThere, { $set: { cursor }, $inc: { sent, unreachable, failed } })
    return (await this.calls.once(moving)).matchedCount > 0
  }

  async finish(
    broadcastId: string,
    state: 'done' | 'cancelled',
    atMs: number,
    reason: string | null,
  ): Promise<boolean> {
    const finishing = () =>
      this.broadcasts.updateOne({ _id: broadcastId, state: 'running' }, { $set: { state, reason, finishedAtMs: atMs } })
    return (await this.calls.once(finishing)).modifiedCount > 0
  }
}
