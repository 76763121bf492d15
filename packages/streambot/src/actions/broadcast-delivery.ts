/**
 * Brings the message of one broadcast to one person: asks until it is known what became of it. What Telegram says of the person ends the matter;
 * what it says of us (wait, no connection, no login) never does, and the same person is asked again. Everybody has a random id of
 * their own for this broadcast, so that nobody gets it twice however often they are asked.
 */
import { randomIdOf, type Broadcast } from '../core/broadcast.js'
import type { BroadcastCopy, BroadcastSender, SendOutcome } from '../ports/broadcast-sender.js'
import type { Clock } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'
import type { News } from './broadcast-news.js'
import type { BroadcastPace } from './broadcast-pace.js'
import { patiently, type PatienceDeps } from './broadcast-patience.js'
import type { Settled } from './broadcast-window.js'

const MAX_TROUBLES = 5
const FIRST_TROUBLE_WAIT_MS = 1000
/** As often Telegram may say that an earlier call is under way; a call that long past has reached the person. */
const MAX_UNDER_WAY = 3
const UNDER_WAY_WAIT_MS = 1000
const MAX_REASONS = 10

export interface DeliveryDeps extends PatienceDeps {
  readonly clock: Clock
  readonly users: Pick<UserStore, 'update'>
  readonly sender: BroadcastSender
  readonly pace: BroadcastPace
}

export class BroadcastDelivery {
  readonly #failures = new Map<string, number>()
  #inFlight = 0

  constructor(
    private readonly deps: DeliveryDeps,
    private readonly broadcast: Broadcast,
    private readonly news: News,
    /** Nobody can get the message; the signal is to abort. */
    private readonly onUnusable: (reason: string) => void,
  ) {}

  /** Calls that Telegram has not answered. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Why people could not get it, the first ten reasons. */
  get failures(): { readonly reason: string; readonly people: number }[] {
    return [...this.#failures].map(([reason, people]) => ({ reason, people }))
  }

  /** Rejects when the signal aborts. */
  async deliver(userId: number, signal: AbortSignal): Promise<Settled> {
    const { id, fromChatId, messageId } = this.broadcast
    const copy = { fromChatId, messageId, userId, randomId: randomIdOf(id, userId) }
    for (let troubles = 0, underWay = 0; ;) {
      const outcome = await this.#send(copy, signal)
      switch (outcome.kind) {
        case 'sent':
          return 'sent'
        case 'unreachable':
          await this.#mark(userId, signal)
          return 'unreachable'
        case 'never_met':
          // No mark: it is over as soon as they write, and until then the next broadcast finds out for nothing.
          return 'unreachable'
        case 'failed':
          return this.#failed(outcome.reason)
        case 'wait':
          this.deps.pace.close(outcome.retryAfterMs)
          break
        case 'trouble':
          if (++troubles === MAX_TROUBLES) return this.#failed(outcome.reason)
          await this.deps.time.wait(FIRST_TROUBLE_WAIT_MS * 2 ** (troubles - 1), signal)
          break
        case 'under_way':
          if (++underWay === MAX_UNDER_WAY) return 'sent'
          await this.deps.time.wait(UNDER_WAY_WAIT_MS, signal)
          break
        case 'message_unusable':
          this.onUnusable(outcome.reason)
          throw new Error(outcome.reason)
      }
    }
  }

  async #send(copy: BroadcastCopy, signal: AbortSignal): Promise<SendOutcome> {
    await this.deps.pace.turn(signal)
    this.#inFlight++
    try {
      return await this.deps.sender.send(copy, signal)
    } finally {
      this.#inFlight--
      this.news.tell()
    }
  }

  /** Not asked again before they write to the bot. */
  async #mark(userId: number, signal: AbortSignal): Promise<void> {
    const nowMs = this.deps.clock.now()
    await patiently(this.deps, signal, () => this.deps.users.update(userId, { unreachableSinceMs: nowMs }, nowMs))
  }

  #failed(reason: string): 'failed' {
    const people = this.#failures.get(reason) ?? 0
    if (people > 0 || this.#failures.size < MAX_REASONS) this.#failures.set(reason, people + 1)
    return 'failed'
  }
}
