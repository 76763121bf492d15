/**
 * How many bots and instances so many viewers need, each at the steady rate of a film, and what is full first. Pure. It reckons with means: whoever
 * wants room for an evening when more come than usual asks with headroom.
 */
import {
  BASE_MEMORY_BYTES,
  CONNECTIONS_PER_INSTANCE,
  heldBytesPerViewer,
  MEMORY_PER_BUDGET,
  PROCESSOR,
} from './measured-costs.js'
import { upstreamShare } from './upstream-share.js'

const GIB = 1024 ** 3
const MAX_INSTANCES = 200

export interface CapacityWish {
  readonly viewers: number
  readonly viewerBytesPerSecond: number
  /** See `upstreamShare`. */
  readonly shared: number
  /** What one bot brings for hours, over all its connections. */
  readonly botBytesPerSecond: number
  readonly cipher: keyof typeof PROCESSOR
  /** What each instance has. */
  readonly instance: {
    readonly cores: number
    readonly memoryBytes: number
    /** Each way; null: nobody said. */
    readonly networkBytesPerSecond: number | null
  }
  /** Part of bots, processors and lines that is to stay free. */
  readonly headroom: number
}

export const LIMITS = ['bots', 'processor', 'memory', 'network', 'connections'] as const
export type Limit = (typeof LIMITS)[number]

export interface CapacityPlan {
  readonly bots: number
  readonly instances: number
  readonly fromTelegramBytesPerSecond: number
  readonly toViewersBytesPerSecond: number
  /** Of one instance. */
  readonly each: {
    readonly viewers: number
    /** In use, of those it has. */
    readonly cores: number
    /** What MEMORY_LIMIT_MIB has to allow. */
    readonly memoryBytes: number
    readonly fromTelegramBytesPerSecond: number
    readonly toViewersBytesPerSecond: number
  }
  /** Part of each that is in use; null: nobody said how much there is. */
  readonly loads: Readonly<Record<Limit, number | null>>
  /** What is full before the others when more viewers come. */
  readonly first: Limit
}

/** @returns null when no number of such instances is enough: one of them cannot carry a single viewer's share */
export function planCapacity(wish: CapacityWish): CapacityPlan | null {
  for (let instances = 1; instances <= MAX_INSTANCES; instances++) {
    const plan = planFor(wish, instances)
    if (isRoomy(plan, wish)) return plan
  }
  return null
}

function planFor(wish: CapacityWish, instances: number): CapacityPlan {
  const { viewers, viewerBytesPerSecond, shared, botBytesPerSecond, instance, headroom } = wish
  const toViewers = viewers * viewerBytesPerSecond
  const fromTelegram = toViewers * upstreamShare(shared, instances)
  const bots = Math.max(1, Math.ceil(fromTelegram / (botBytesPerSecond * (1 - headroom))))
  const each = {
    viewers: Math.ceil(viewers / instances),
    cores: coresFor(wish, fromTelegram / instances, toViewers / instances),
    memoryBytes:
      BASE_MEMORY_BYTES + (MEMORY_PER_BUDGET * viewers * heldBytesPerViewer(viewerBytesPerSecond)) / instances,
    fromTelegramBytesPerSecond: fromTelegram / instances,
    toViewersBytesPerSecond: toViewers / instances,
  }
  const { networkBytesPerSecond: line } = instance
  const loads = {
    bots: fromTelegram / (bots * botBytesPerSecond),
    processor: each.cores / Math.min(instance.cores, PROCESSOR[wish.cipher].cores),
    memory: each.memoryBytes / instance.memoryBytes,
    // A line carries as much each way; out is never less than in.
    network: line === null ? null : each.toViewersBytesPerSecond / line,
    connections: each.viewers / CONNECTIONS_PER_INSTANCE,
  }
  return {
    bots,
    instances,
    fromTelegramBytesPerSecond: fromTelegram,
    toViewersBytesPerSecond: toViewers,
    each,
    loads,
    first: LIMITS.reduce((first, limit) => ((loads[limit] ?? 0) > (loads[first] ?? 0) ? limit : first)),
  }
}

function coresFor({ cipher }: CapacityWish, inBytesPerSecond: number, outBytesPerSecond: number): number {
  const { secondsPerGibIn, secondsPerGibOut } = PROCESSOR[cipher]
  return (inBytesPerSecond * secondsPerGibIn + outBytesPerSecond * secondsPerGibOut) / GIB
}

/** Memory is given out up to its limit and no further, so none of it has to stay free. */
function isRoomy({ loads }: CapacityPlan, { headroom }: CapacityWish): boolean {
  const most = 1 - headroom
  const { processor, network, connections, memory } = loads
  return [processor, network, connections].every((load) => (load ?? 0) <= most) && (memory ?? 0) <= 1
}
