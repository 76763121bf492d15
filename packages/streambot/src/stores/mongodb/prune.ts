/** Deletes a bounded number of documents at a time, each in the time that any verb has: there may be a month's worth of them. */
import type { Collection, Document, Filter } from 'mongodb'
import { IN_ONE_ANSWER } from './collections.js'
import type { MongoCalls } from './mongo-calls.js'

const AT_ONCE = 1000

/** @returns how many in all */
export async function prune<D extends Document>(
  collection: Collection<D>,
  calls: MongoCalls,
  isOld: Filter<D>,
): Promise<number> {
  for (let pruned = 0; ;) {
    const old = await calls.repeatable(() =>
      collection
        .find(isOld, { projection: { _id: 1 }, ...IN_ONE_ANSWER })
        .limit(AT_ONCE)
        .toArray(),
    )
    // Asked again: one may have become young since it was found.
    const isStillOld = { ...isOld, _id: { $in: old.map(({ _id }) => _id) } }
    if (old.length > 0) pruned += (await calls.once(() => collection.deleteMany(isStillOld))).deletedCount
    if (old.length < AT_ONCE) return pruned
  }
}
