/**
 * How often passwords of one link may be tried: by one visitor, and by all together. Exact sliding windows in memory, of this instance
 * alone; the ones used longest ago are forgotten when there are too many.
 */
import { SlidingWindow, type WindowAnswer, type WindowRule } from '../core/sliding-window.js'
import { networkOf } from './link-access-address.js'
import { AccessMemory } from './link-access-memory.js'

export interface AttemptRules {
  readonly ofVisitor: WindowRule
  readonly ofLink: WindowRule
}

/** Enough to mistype in; of one link no more than a few thousand passwords are tried in a day. */
const RULES: AttemptRules = {
  ofVisitor: { limit: 10, windowMs: 10 * 60_000 },
  ofLink: { limit: 200, windowMs: 3600_000 },
}
const MAX_VISITORS = 50_000
const MAX_LINKS = 10_000

export class PasswordAttempts {
  readonly #ofVisitors = new AccessMemory<SlidingWindow>({ maxEntries: MAX_VISITORS })
  readonly #ofLinks = new AccessMemory<SlidingWindow>({ maxEntries: MAX_LINKS })

  constructor(private readonly rules: AttemptRules = RULES) {}

  /** Counts one, or says when that is possible. Who has tried too often does not use up the tries of others. */
  take(linkId: string, address: string, nowMs: number): WindowAnswer {
    const { ofVisitor, ofLink } = this.#windows(linkId, address, nowMs)
    const answer = ofVisitor.peek(this.rules.ofVisitor, nowMs)
    if (!answer.ok) return answer
    const linkAnswer = ofLink.take(this.rules.ofLink, nowMs)
    return linkAnswer.ok ? ofVisitor.take(this.rules.ofVisitor, nowMs) : linkAnswer
  }

  /** What was counted at `atMs` was the right password, or was never looked at. */
  giveBack(linkId: string, address: string, atMs: number): void {
    const { ofVisitor, ofLink } = this.#windows(linkId, address, atMs)
    ofVisitor.giveBack(atMs)
    ofLink.giveBack(atMs)
  }

  #windows(linkId: string, address: string, nowMs: number): Record<keyof AttemptRules, SlidingWindow> {
    return {
      ofVisitor: windowIn(this.#ofVisitors, `${linkId} ${networkOf(address)}`, nowMs),
      ofLink: windowIn(this.#ofLinks, linkId, nowMs),
    }
  }
}

function windowIn(memory: AccessMemory<SlidingWindow>, key: string, nowMs: number): SlidingWindow {
  const known = memory.get(key, nowMs)
  if (known) return known
  const window = new SlidingWindow()
  memory.set(key, window, nowMs)
  return window
}
