import type { Ban } from '../../core/ban.js'
import type { BanStore } from '../../ports/ban-store.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toBan, toBanDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'

export class MongoBanStore implements BanStore {
  constructor(
    private readonly bans: Collections['bans'],
    private readonly calls: MongoCalls,
  ) {}

  async put(ban: Ban): Promise<void> {
    const { _id, ...fields } = toBanDocument(ban)
    await this.calls.upsert(() => this.bans.replaceOne({ _id }, fields, { upsert: true }))
  }

  async lift(userId: number): Promise<boolean> {
    return (await this.calls.once(() => this.bans.deleteOne({ _id: userId }))).deletedCount > 0
  }

  async find(userId: number): Promise<Ban | null> {
    const document = await this.calls.repeatable(() => this.bans.findOne({ _id: userId }))
    return document && toBan(document)
  }

  async findAll(userIds: readonly number[]): Promise<Ban[]> {
    const reading = () => this.bans.find({ _id: { $in: [...userIds] } }, IN_ONE_ANSWER).toArray()
    return (await this.calls.repeatable(reading)).map(toBan)
  }

  async page(nowMs: number, afterUserId: number, limit: number): Promise<Ban[]> {
    const isInForce = { _id: { $gt: afterUserId }, $or: [{ untilMs: null }, { untilMs: { $gt: nowMs } }] }
    const reading = () => this.bans.find(isInForce, IN_ONE_ANSWER).sort({ _id: 1 }).limit(limit).toArray()
    return (await this.calls.repeatable(reading)).map(toBan)
  }
}
