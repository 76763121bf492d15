import type { BotLease, UpdatePlace } from '../../core/bot-lease.js'
import { MAX_PLACES, type BotLeaseStore } from '../../ports/bot-lease-store.js'
import type { Collections } from './collections.js'
import { toBotLease, toUpdatePlace } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { isDuplicateKey } from './translate-error.js'

/** One more than are asked for: the cursor ends with its first answer. */
const IN_ONE_ANSWER = { batchSize: MAX_PLACES + 1, promoteBuffers: true } as const

export class MongoBotLeaseStore implements BotLeaseStore {
  constructor(
    private readonly leases: Collections['leases'],
    private readonly updatePlaces: Collections['places'],
    private readonly calls: MongoCalls,
  ) {}

  async find(botId: number): Promise<BotLease | null> {
    const found = await this.calls.repeatable(() => this.leases.findOne({ _id: botId }))
    return found && toBotLease(found)
  }

  /** Made again after a lost answer it finds its own work, and says null: the caller finds itself the holder when it looks. */
  async take(botId: number, holder: string, seen: BotLease | null): Promise<BotLease | null> {
    const taken = { botId, holder, epoch: (seen?.epoch ?? 0) + 1, beat: 0 }
    const { epoch, beat } = taken
    if (seen) {
      const asSeen = { _id: botId, epoch: seen.epoch, beat: seen.beat, holder: seen.holder }
      const { matchedCount } = await this.calls.repeatable(() =>
        this.leases.updateOne(asSeen, { $set: { holder, epoch, beat } }),
      )
      return matchedCount > 0 ? taken : null
    }
    try {
      await this.calls.repeatable(() => this.leases.insertOne({ _id: botId, holder, epoch, beat }))
      return taken
    } catch (error) {
      if (isDuplicateKey(error)) return null
      throw error
    }
  }

  async beat({ botId, holder, epoch }: BotLease): Promise<BotLease | null> {
    const beaten = await this.calls.repeatable(() =>
      this.leases.findOneAndUpdate({ _id: botId, holder, epoch }, { $inc: { beat: 1 } }, { returnDocument: 'after' }),
    )
    return beaten && toBotLease(beaten)
  }

  async giveBack({ botId, holder, epoch }: BotLease): Promise<void> {
    const held = { _id: botId, holder, epoch }
    await this.calls.repeatable(() => this.leases.updateOne(held, { $set: { holder: null } }))
  }

  /** Backwards by their keys, which begin with the bot's number and a space: `!` is what comes behind it. */
  async places(botId: number): Promise<UpdatePlace[]> {
    const ofBot = { _id: { $gt: `${botId} `, $lt: `${botId}!` } }
    const reading = () => this.updatePlaces.find(ofBot, IN_ONE_ANSWER).sort({ _id: -1 }).limit(MAX_PLACES).toArray()
    return (await this.calls.repeatable(reading)).map(toUpdatePlace)
  }

  /** One by one in one call, in any order: a later epoch's place is not found by the filter, and the one to be added has its identity. */
  async writePlaces({ botId, epoch }: BotLease, places: readonly UpdatePlace[]): Promise<boolean> {
    if (places.length === 0) return true
    const writes = places.map(({ key, value }) => ({
      updateOne: {
        filter: { _id: `${botId} ${key}`, epoch: { $lte: epoch } },
        update: { $set: { botId, epoch, value: Buffer.from(value) } },
        upsert: true,
      },
    }))
    try {
      await this.calls.repeatable(() => this.updatePlaces.bulkWrite(writes, { ordered: false }))
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }
}
