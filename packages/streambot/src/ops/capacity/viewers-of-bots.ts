/** How many viewers some bots carry, each at a steady rate, without anybody standing still. */
import { upstreamShare } from './upstream-share.js'

export interface Carrying {
  /** Each counts once, however many instances it serves. */
  readonly bots: number
  readonly botBytesPerSecond: number
  readonly viewerBytesPerSecond: number
  /** See `upstreamShare`. */
  readonly shared: number
  readonly instances: number
}

export function viewersOfBots(carrying: Carrying): number {
  const { bots, botBytesPerSecond, viewerBytesPerSecond, shared, instances } = carrying
  return Math.floor((bots * botBytesPerSecond) / (viewerBytesPerSecond * upstreamShare(shared, instances)))
}
