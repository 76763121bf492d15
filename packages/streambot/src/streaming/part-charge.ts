/** The bytes of one part, as the byte budget sees them. */
import { MIN_PART_BYTES } from './plan-parts.js'
import type { StreamShare } from './stream-share.js'

/** What every stream is promised: one smallest part. */
export const FLOOR_BYTES = MIN_PART_BYTES

/** `floor`: the promise of every stream that holds the part. */
export type Payer = 'nobody' | 'floor' | 'shared' | 'cache'

export class PartCharge {
  paidBy: Payer = 'nobody'
  /** Held for a slower tier as well. */
  isPinned = false
  readonly holders = new Set<StreamShare>()

  constructor(readonly bytes: number) {}
}
