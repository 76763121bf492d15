import type { AnyBulkWriteOperation } from 'mongodb'
import type { Month } from '../../core/month.js'
import type { BandwidthReport, BandwidthStore, BandwidthTotals } from '../../ports/bandwidth-store.js'
import type { Clock } from '../../ports/clock.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toBandwidthId, type BandwidthDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { prune } from './prune.js'

/** Each start of an instance is one more. So many may be in one document, which is then cut back to half of them. */
const MAX_REPORTERS = 256

/** What a report adds to one document. */
type Addition = Pick<BandwidthDocument, '_id' | 'month' | 'userId' | 'bytes'>
type Total = Pick<BandwidthDocument, 'userId' | 'bytes'>

/**
 * One document per month and person, and one for the whole service, each with the last report of every reporter that is in it. A report
 * is added document by document; one that was cut short is completed when it is sent again.
 */
export class MongoBandwidthStore implements BandwidthStore {
  constructor(
    private readonly bandwidth: Collections['bandwidth'],
    private readonly calls: MongoCalls,
    private readonly clock: Clock,
  ) {}

  async add(report: BandwidthReport): Promise<BandwidthTotals> {
    const deadline = this.calls.deadline()
    const additions = toAdditions(report)
    await this.#addAll(report, additions, deadline)
    const ids = additions.map(({ _id }) => _id)
    const reading = () => this.bandwidth.find({ _id: { $in: ids } }, IN_ONE_ANSWER).toArray()
    const documents = await this.calls.repeatable(reading, deadline)
    await Promise.all(documents.map((document) => this.#cutBack(document, deadline)))
    return toTotals([...report.bytesByUser.keys()], documents)
  }

  async totals(month: Month, userIds: readonly number[]): Promise<BandwidthTotals> {
    const ids = [null, ...userIds].map((userId) => toBandwidthId(month, userId))
    const documents = await this.calls.repeatable(() =>
      this.bandwidth.find({ _id: { $in: ids } }, { projection: { userId: 1, bytes: 1 }, ...IN_ONE_ANSWER }).toArray(),
    )
    return toTotals(userIds, documents)
  }

  prune(beforeMonth: Month): Promise<number> {
    return prune(this.bandwidth, this.calls, { _id: { $lt: beforeMonth } })
  }

  #addAll(report: BandwidthReport, additions: readonly Addition[], deadline: AbortSignal): Promise<void> {
    let isFirstTry = true
    // Where the report is in a document already, the filter finds none and adding one fails for its identity.
    return this.calls.upsert(async () => {
      const missing = isFirstTry ? additions : await this.#missing(report, additions)
      isFirstTry = false
      if (missing.length === 0) return
      const updates = missing.map((addition) => toUpdate(report, addition, this.clock.now()))
      await this.bandwidth.bulkWrite(updates, { ordered: false })
    }, deadline)
  }

  async #missing(
    { reporter, sequence }: BandwidthReport,
    additions: readonly Addition[],
  ): Promise<readonly Addition[]> {
    const ids = additions.map(({ _id }) => _id)
    const isIn = { _id: { $in: ids }, [`reporters.${reporter}.sequence`]: { $gte: sequence } }
    const complete = await this.bandwidth.find(isIn, { projection: { _id: 1 }, ...IN_ONE_ANSWER }).toArray()
    const completeIds = new Set(complete.map(({ _id }) => _id))
    return additions.filter(({ _id }) => !completeIds.has(_id))
  }

  /** Forgets the reporters that have been silent the longest: they wait for no answer any more. */
  async #cutBack({ _id, reporters }: BandwidthDocument, deadline: AbortSignal): Promise<void> {
    const known = Object.entries(reporters)
    if (known.length <= MAX_REPORTERS) return
    const silent = known.sort(([, one], [, other]) => one.atMs - other.atMs).slice(0, -MAX_REPORTERS / 2)
    const $unset = Object.fromEntries(silent.map(([reporter]) => [`reporters.${reporter}`, '' as const]))
    await this.calls.repeatable(() => this.bandwidth.updateOne({ _id }, { $unset }), deadline)
  }
}

function toAdditions({ month, bytesByUser }: BandwidthReport): Addition[] {
  const serviceBytes = [...bytesByUser.values()].reduce((sum, bytes) => sum + bytes, 0)
  const all: readonly (readonly [number | null, number])[] = [[null, serviceBytes], ...bytesByUser]
  return all.map(([userId, bytes]) => ({ _id: toBandwidthId(month, userId), month, userId, bytes }))
}

function toUpdate(
  { reporter, sequence }: BandwidthReport,
  { _id, month, userId, bytes }: Addition,
  atMs: number,
): AnyBulkWriteOperation<BandwidthDocument> {
  return {
    updateOne: {
      filter: { _id, [`reporters.${reporter}.sequence`]: { $not: { $gte: sequence } } },
      update: { $inc: { bytes }, $set: { month, userId, [`reporters.${reporter}`]: { sequence, atMs } } },
      upsert: true,
    },
  }
}

function toTotals(userIds: readonly number[], documents: readonly Total[]): BandwidthTotals {
  const bytesOf = new Map(documents.map(({ userId, bytes }) => [userId, bytes]))
  return {
    serviceBytes: bytesOf.get(null) ?? 0,
    bytesByUser: new Map(userIds.map((userId) => [userId, bytesOf.get(userId) ?? 0])),
  }
}
