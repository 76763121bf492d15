import { setTimeout as delay } from 'node:timers/promises'
import type { SteadyTime } from '../ports/clock.js'

/** Runs on evenly whatever the clock is set to. What only waits keeps no process alive. */
export const STEADY_TIME: SteadyTime = {
  now: () => performance.now(),
  wait: (delayMs, signal) => delay(delayMs, undefined, { signal, ref: false }),
}
