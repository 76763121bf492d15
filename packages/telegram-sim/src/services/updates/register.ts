/**
 * updates.*: what an account missed, from its own log (pts), its rare news (qts) and each channel's log.
 * Containers carry seq 0: nothing is ordered by seq. Out of scope: encrypted messages, channel filters.
 */
import type { ServiceContext } from '../context.js'
import { registerChannelDifference } from './channel-difference.js'
import { registerDifference } from './difference.js'
import { registerState } from './state.js'

export function registerUpdates(context: ServiceContext): void {
  registerState(context)
  registerDifference(context)
  registerChannelDifference(context)
}
