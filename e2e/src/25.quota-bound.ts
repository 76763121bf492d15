/** How much more than a quota may get through, by the rules at the head of policy/bandwidth-ledger.ts. */
const MIB = 1024 * 1024

/** What was sent since the last report reaches the database after so long at the latest, and is all that a crash forgets. */
export const REPORT_EVERY_MS = 5_000
/** B of the rule: a report is due once it holds so much and an eighth of what is left of the quota. */
const MIN_REPORT_BYTES = 16 * MIB
const REPORT_DIVISOR = 8
/** d of the rule: a database that takes longer counts as away (decisions/degradation.md), and none is in these journeys. */
const ANSWER_SECONDS = 3

export interface QuotaReading {
  readonly quotaBytes: number
  readonly instances: number
  readonly readers: number
  /** Of each. */
  readonly bytesPerSecond: number
  readonly fileBytes: number
}

/**
 * N × (B + 2 × r × d), where N × r is what all readers take in a second, and what readers who are let finish still take: a file each. What a killed
 * instance sent and had not reported is in no database, so it is in nobody's count and comes on top of this for whoever counts what was received.
 */
export function mostBeyondQuota({ quotaBytes, instances, readers, bytesPerSecond, fileBytes }: QuotaReading): number {
  const unreportedBytes = Math.max(MIN_REPORT_BYTES, quotaBytes / REPORT_DIVISOR)
  const whileAnsweringBytes = 2 * readers * bytesPerSecond * ANSWER_SECONDS
  return instances * unreportedBytes + whileAnsweringBytes + readers * fileBytes
}
