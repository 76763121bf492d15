/**
 * Forced subscription: who sends files has to be a member of some channels first. Members are believed for minutes; who is none is
 * asked about again at once, so that "I joined, check again" works. What Telegram does not answer is not remembered.
 */
import { StreamBotError } from '../core/errors.js'
import { RecentMap } from '../core/recent-map.js'
import { untilAborted } from '../core/until-aborted.js'
import type { Clock } from '../ports/clock.js'
import type { ChannelAddress, ChannelInvite, Membership } from '../ports/membership.js'
import { ChannelInvites } from './channel-invites.js'
import { withinTime } from './time-limit.js'

export interface SubscriptionRules {
  readonly channels: readonly ChannelAddress[]
  /** What happens while Telegram does not say who is a member. */
  readonly whenUnknown: 'allow' | 'refuse'
}

export type SubscriptionRefusal =
  | { readonly reason: 'not_subscribed'; readonly channels: readonly ChannelInvite[] }
  /** Telegram does not say just now. */
  | { readonly reason: 'subscription_unknown' }

export interface MembershipCacheDeps {
  readonly clock: Clock
  readonly membership: Membership
  /** Read at each question: they change. null: nobody has to be a member of anything. */
  readonly rules: SubscriptionRules | null
  /** Membership of a channel could not be found out. */
  readonly onTrouble: (channel: ChannelAddress, error: unknown) => void
}

const MEMBER_MS = 5 * 60_000
/** Spares Telegram the rest of an album, and is over before somebody has joined. */
const STRANGER_MS = 3000
const CHECK_TIMEOUT_MS = 10_000
const MAX_REMEMBERED = 50_000

export class MembershipCache {
  /** By when it was found out: asking again does not keep anybody. */
  readonly #known = new RecentMap<string, { readonly isMember: boolean; readonly untilMs: number }>(MAX_REMEMBERED)
  readonly #checks = new Map<string, Promise<boolean | null>>()
  readonly #invites: ChannelInvites

  constructor(private readonly deps: MembershipCacheDeps) {
    this.#invites = new ChannelInvites(deps.clock, deps.membership)
  }

  get size(): number {
    return this.#known.size
  }

  /** null: the person is where they have to be. Abort ends the wait, not the question: others may wait for the same answer. */
  async check(userId: number, signal: AbortSignal): Promise<SubscriptionRefusal | null> {
    const { rules } = this.deps
    if (!rules) return null
    const answers = await untilAborted(
      Promise.all(
        rules.channels.map(async (channel) => ({ channel, isMember: await this.#isMember(channel, userId) })),
      ),
      signal,
    )
    const missing = answers.filter(({ isMember }) => isMember === false).map(({ channel }) => channel)
    if (missing.length > 0) {
      const channels = await untilAborted(Promise.all(missing.map((channel) => this.#invites.of(channel))), signal)
      return { reason: 'not_subscribed', channels }
    }
    const isUnknown = answers.some(({ isMember }) => isMember === null)
    return isUnknown && rules.whenUnknown === 'refuse' ? { reason: 'subscription_unknown' } : null
  }

  /** Forgets what is believed no longer. */
  prune(nowMs: number): void {
    for (const [key, { untilMs }] of this.#known) if (untilMs <= nowMs) this.#known.delete(key)
  }

  /** null: nobody knows. */
  #isMember(channel: ChannelAddress, userId: number): boolean | Promise<boolean | null> {
    const key = `${channel} ${userId}`
    const known = this.#known.peek(key)
    if (known && this.deps.clock.now() < known.untilMs) return known.isMember
    const check = this.#checks.get(key) ?? this.#ask(key, channel, userId).finally(() => this.#checks.delete(key))
    this.#checks.set(key, check)
    return check
  }

  async #ask(key: string, channel: ChannelAddress, userId: number): Promise<boolean | null> {
    const { membership, clock, onTrouble } = this.deps
    try {
      const isMember = await withinTime(CHECK_TIMEOUT_MS, noAnswer, (signal) =>
        membership.isMember(channel, userId, signal),
      )
      this.#known.set(key, { isMember, untilMs: clock.now() + (isMember ? MEMBER_MS : STRANGER_MS) })
      return isMember
    } catch (error) {
      onTrouble(channel, error)
      return null
    }
  }
}

function noAnswer(): Error {
  return new StreamBotError('telegram_unavailable', 'Telegram did not say in time who is a member')
}
