/** How much memory the server may use, and how much of that is for parts of files. */
const MIB = 1024 * 1024
const DEFAULT_LIMIT_BYTES = 1024 * MIB
/** What the server takes with nothing to do. */
const BASE_BYTES = 160 * MIB
/** The rest is for what comes with streams: some 70 KiB each, packets on their way, free buffers, garbage not yet collected. */
const PART_OF_REST = 0.5
const MIN_BUDGET_BYTES = 32 * MIB
const MIN_FREE_BYTES = 16 * MIB

/**
 * @param configured what the operator says; null: nothing
 * @param constrained what the container may have; 0, or more than there is: no limit
 */
export function toMemoryLimit(configured: number | null, constrained: number, machine: number): number {
  if (configured !== null) return configured
  return Math.min(DEFAULT_LIMIT_BYTES, machine, constrained > 0 ? constrained : Infinity)
}

/** For all parts of files together. */
export function toPartBudget(limitBytes: number): number {
  return Math.max(MIN_BUDGET_BYTES, Math.floor((limitBytes - BASE_BYTES) * PART_OF_REST))
}

/** For buffers between two uses: part of the rest that is not for parts. */
export function toFreeBufferLimit(limitBytes: number): number {
  return Math.max(MIN_FREE_BYTES, Math.floor(limitBytes / 32))
}
