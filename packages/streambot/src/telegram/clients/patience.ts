/** How long to leave a bot alone after something went wrong. */
import type { Ailment } from './ailment.js'
import { backoffMs, jitteredMs } from './jitter.js'
import type { SupervisorTools } from './supervised-client.js'

export class Patience {
  #troubles = 0
  #lastTroubleMs = 0

  constructor(private readonly tools: SupervisorTools) {}

  /** Nothing has gone wrong lately. */
  get isFresh(): boolean {
    return this.#troubles === 0
  }

  /** Counts the trouble. @returns when to try again */
  afterTrouble(ailment: Ailment, hasClient: boolean): number {
    const { clock, randomness, timings } = this.tools
    this.#troubles++
    this.#lastTroubleMs = clock.now()
    const firstMs = timings.firstRetryMs
    switch (ailment.kind) {
      case 'cooling': // a little after the moment Telegram named, and not all clients at once
        return ailment.waitMs + backoffMs(1, { firstMs, longestMs: firstMs }, randomness)
      case 'banned':
      case 'refused':
        return jitteredMs(timings.longestRetryMs, randomness)
      case 'outsider':
        return backoffMs(this.#troubles, { firstMs, longestMs: timings.longestAccessRetryMs }, randomness)
      case 'login_lost':
        return backoffMs(this.#troubles, { firstMs, longestMs: timings.longestRetryMs }, randomness)
      case 'trouble': {
        // A client that is there reconnects by itself; looking at it costs no login.
        const longestMs = hasClient ? timings.probeEveryMs : timings.longestRetryMs
        return backoffMs(this.#troubles, { firstMs, longestMs }, randomness)
      }
    }
  }

  afterSuccess(): number {
    const { clock, randomness, timings } = this.tools
    if (clock.now() - this.#lastTroubleMs >= timings.calmAfterMs) this.#troubles = 0
    return jitteredMs(timings.probeEveryMs, randomness)
  }
}
