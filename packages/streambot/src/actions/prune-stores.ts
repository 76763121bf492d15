/** Forgets what nobody will ask for again. Runs every hour; each store by itself, so that one that fails keeps none of the others from it. */
import { hasCode } from '../core/errors.js'
import { monthOf } from '../core/month.js'
import type { Clock } from '../ports/clock.js'
import type { Stores } from '../ports/stores.js'
import { pruneSessions } from './dashboard-sessions.js'

const DAY_MS = 86_400_000
/** For so long an expired or revoked link, or batch of them, is told from one that never was; and people see which password has ended. */
const LINK_MEMORY_MS = 30 * DAY_MS
/** A year and the month under way. */
const BANDWIDTH_MEMORY_MS = 396 * DAY_MS
const AUDIT_MEMORY_MS = 366 * DAY_MS
/** Longer than any message comes again. */
const ANSWER_MEMORY_MS = 7 * DAY_MS

export interface PruneStoresDeps {
  readonly clock: Clock
  readonly stores: {
    readonly links: Pick<Stores['links'], 'prune'>
    readonly batches: Pick<Stores['batches'], 'prune'>
    readonly appPasswords: Pick<Stores['appPasswords'], 'prune'>
    readonly windows: Pick<Stores['windows'], 'prune'>
    readonly bandwidth: Pick<Stores['bandwidth'], 'prune'>
    readonly audit: Pick<Stores['audit'], 'prune'>
    readonly answers: Pick<Stores['answers'], 'prune'>
    readonly tokens: Pick<Stores['tokens'], 'all' | 'remove'>
  }
}

/** @returns how many records went, and what failed, but that the database is away: then there is a next hour */
export async function pruneStores({ clock, stores }: PruneStoresDeps): Promise<{ pruned: number; errors: unknown[] }> {
  const nowMs = clock.now()
  const outcomes = await Promise.allSettled([
    stores.links.prune(nowMs - LINK_MEMORY_MS),
    stores.batches.prune(nowMs - LINK_MEMORY_MS),
    stores.appPasswords.prune(nowMs - LINK_MEMORY_MS),
    stores.windows.prune(nowMs),
    stores.bandwidth.prune(monthOf(nowMs - BANDWIDTH_MEMORY_MS)),
    stores.audit.prune(nowMs - AUDIT_MEMORY_MS),
    stores.answers.prune(nowMs - ANSWER_MEMORY_MS),
    pruneSessions(stores, nowMs),
  ])
  return {
    pruned: outcomes.reduce((sum, it) => sum + (it.status === 'fulfilled' ? it.value : 0), 0),
    errors: outcomes
      .flatMap((it) => (it.status === 'rejected' ? [it.reason as unknown] : []))
      .filter((error) => !hasCode(error, 'store_unavailable')),
  }
}
