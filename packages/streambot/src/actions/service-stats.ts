/** How the service is doing, for admins: read from what counts already, and with the database away as much as is known without it. */
import type { ClientReport } from '../core/client-status.js'
import { hasCode } from '../core/errors.js'
import { endOfMonthMs, monthOf, type Month } from '../core/month.js'
import type { BandwidthLedger } from '../policy/bandwidth-ledger.js'
import type { BandwidthUsage } from '../policy/bandwidth-quota.js'
import type { Clock } from '../ports/clock.js'
import type { Stores } from '../ports/stores.js'
import type { MemoryManager, MemorySnapshot } from '../streaming/memory-manager.js'
import type { StreamRegistry } from '../streaming/stream-registry.js'

export interface ServiceStatsDeps {
  readonly clock: Clock
  readonly version: string
  readonly startedAtMs: number
  readonly memory: Pick<MemoryManager, 'snapshot'>
  readonly streams: Pick<StreamRegistry, 'size'>
  readonly clients: { describe(): readonly ClientReport[] }
  readonly quota: Pick<BandwidthLedger, 'serviceUsage'>
  readonly stores: Pick<Stores, 'name' | 'check'> & {
    readonly users: Pick<Stores['users'], 'count'>
    readonly links: Pick<Stores['links'], 'count'>
  }
}

export interface ServiceStats {
  readonly version: string
  readonly startedAtMs: number
  readonly uptimeMs: number
  readonly memory: MemorySnapshot
  readonly openStreams: number
  /** The primary first. */
  readonly clients: readonly ClientReport[]
  readonly bandwidth: MonthlyUsage
  /** null: the database does not say. */
  readonly users: number | null
  /** Revoked and expired ones too, until they are forgotten. null: the database does not say. */
  readonly links: number | null
  readonly database: {
    /** Never with a password. */
    readonly name: string
    /** Whether it takes writes right now. */
    readonly isAnswering: boolean
  }
}

export interface MonthlyUsage extends BandwidthUsage {
  readonly month: Month
  readonly resetsAtMs: number
}

export async function serviceStats(deps: ServiceStatsDeps): Promise<ServiceStats> {
  const { clock, version, startedAtMs, memory, streams, clients, quota, stores } = deps
  const [bandwidth, isAnswering, users, links] = await Promise.all([
    quota.serviceUsage(),
    unlessAway(stores.check().then(() => true)),
    unlessAway(stores.users.count()),
    unlessAway(stores.links.count()),
  ])
  const nowMs = clock.now()
  return {
    version,
    startedAtMs,
    uptimeMs: nowMs - startedAtMs,
    memory: memory.snapshot(),
    openStreams: streams.size,
    clients: clients.describe(),
    bandwidth: toMonthlyUsage(bandwidth, nowMs),
    users,
    links,
    database: { name: stores.name, isAnswering: isAnswering ?? false },
  }
}

export function toMonthlyUsage(usage: BandwidthUsage, nowMs: number): MonthlyUsage {
  const month = monthOf(nowMs)
  return { ...usage, month, resetsAtMs: endOfMonthMs(month) }
}

async function unlessAway<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    if (hasCode(error, 'store_unavailable')) return null
    throw error
  }
}
