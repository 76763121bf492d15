/**
 * How often passwords of one link may be tried: by one visitor, and by all together. Exact sliding windows in memory, of this instance
 * alone; the ones used longest ago are forgotten when there are too many.
 */
import { RecentMap } from '../core/recent-map.js'
import { SlidingWindow, type WindowAnswer, type WindowRule } from '../core/sliding-window.js'
import { networkOf } from './link-access-address.js'

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
  readonly #ofVisitors = new RecentMap<string, SlidingWindow>(MAX_VISITORS)
  readonly #ofLinks = new RecentMap<string, SlidingWindow>(MAX_LINKS)

  constructor(private readonly rules: AttemptRules = RULES) {}

  /** Counts one, or says when that is possible. Who has tried too often does not use up the tries of others. */
  take(linkId: string, address: string, nowMs: number): WindowAnswer {
    const { ofVisitor, ofLink } = this.#windows(linkId, address)
    const answer = ofVisitor.peek(this.rules.ofVisitor, nowMs)
    if (!answer.ok) return answer
    const linkAnswer = ofLink.take(this.rules.ofLink, nowMs)
    return linkAnswer.ok ? ofVisitor.take(this.rules.ofVisitor, nowMs) : linkAnswer
  }

  /** What was counted at `atMs` was the right password, or was never looked at. */
  giveBack(linkId: string, address: string, atMs: number): void {
    const { ofVisitor, ofLink } = this.#windows(linkId, address)
    ofVisitor.giveBack(atMs)
    ofLink.giveBack(atMs)
  }

  #windows(linkId: string, address: string): Record<keyof AttemptRules, SlidingWindow> {
    return {
      ofVisitor: windowIn(this.#ofVisitors, `${linkId} ${networkOf(address)}`),
      ofLink: windowIn(this.#ofLinks, linkId),
    }
  }
}

function windowIn(windows: RecentMap<string, SlidingWindow>, key: string): SlidingWindow {
  const known = windows.get(key)
  if (known) return known
  const window = new SlidingWindow()
  windows.set(key, window)
  return window
}
