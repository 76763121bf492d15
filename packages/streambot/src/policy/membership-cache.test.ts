import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChannelAddress, ChannelInvite, Membership } from '../ports/membership.js'
import { MembershipCache, type SubscriptionRules } from './membership-cache.js'

const NEWS = '@news'
const CLUB = -1001234567890
const ADA = 7
const signal = new AbortController().signal

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp(rules: Partial<SubscriptionRules> = {}) {
  const members = new Set<string>()
  const asked: string[] = []
  const troubles: ChannelAddress[] = []
  const invited: ChannelAddress[] = []
  const telegram: { isAway: boolean; isSilent: boolean } = { isAway: false, isSilent: false }
  const answer = <T>(value: T, aborted: AbortSignal): Promise<T> => {
    if (telegram.isAway) return Promise.reject(new Error('away'))
    if (!telegram.isSilent) return Promise.resolve(value)
    return new Promise((_, reject) => aborted.addEventListener('abort', () => reject(aborted.reason as Error)))
  }
  const membership: Membership = {
    isMember: (channel, userId, aborted) => {
      asked.push(`${channel} ${userId}`)
      return answer(members.has(`${channel} ${userId}`), aborted)
    },
    invite: (channel, aborted) => {
      invited.push(channel)
      return answer<ChannelInvite>({ title: `title of ${channel}`, url: 'https://t.me/+x' }, aborted)
    },
  }
  const now: { rules: SubscriptionRules | null } = { rules: { channels: [NEWS], whenUnknown: 'refuse', ...rules } }
  const cache = new MembershipCache({
    clock: { now: () => Date.now() },
    membership,
    get rules() {
      return now.rules
    },
    onTrouble: (channel) => troubles.push(channel),
  })
  return { cache, members, asked, invited, troubles, telegram, now }
}

describe('who has to subscribe', () => {
  it('is let in as a member of every channel', async () => {
    const { cache, members } = setUp({ channels: [NEWS, CLUB] })
    members.add(`${NEWS} ${ADA}`).add(`${CLUB} ${ADA}`)
    expect(await cache.check(ADA, signal)).toBeNull()
  })

  it('is told which channels are missing, and how to join them', async () => {
    const { cache, members } = setUp({ channels: [NEWS, CLUB] })
    members.add(`${NEWS} ${ADA}`)
    expect(await cache.check(ADA, signal)).toEqual({
      reason: 'not_subscribed',
      channels: [{ title: `title of ${CLUB}`, url: 'https://t.me/+x' }],
    })
  })

  it('is let in three seconds after joining at the latest', async () => {
    const { cache, members, asked } = setUp()
    await cache.check(ADA, signal)
    members.add(`${NEWS} ${ADA}`)
    vi.setSystemTime(Date.now() + 2999)
    expect(await cache.check(ADA, signal)).toMatchObject({ reason: 'not_subscribed' })
    expect(asked).toHaveLength(1)
    vi.setSystemTime(Date.now() + 1)
    expect(await cache.check(ADA, signal)).toBeNull()
  })

  it('is believed for five minutes, and not longer', async () => {
    const { cache, members, asked } = setUp()
    members.add(`${NEWS} ${ADA}`)
    await cache.check(ADA, signal)
    members.clear()
    vi.setSystemTime(Date.now() + 299_999)
    expect(await cache.check(ADA, signal)).toBeNull()
    expect(asked).toHaveLength(1)
    vi.setSystemTime(Date.now() + 1)
    expect(await cache.check(ADA, signal)).toMatchObject({ reason: 'not_subscribed' })
  })

  it('is nobody where there is no rule', async () => {
    const { clock, membership, onTrouble } = {
      clock: { now: () => 0 },
      membership: { isMember: vi.fn(), invite: vi.fn() },
      onTrouble: vi.fn(),
    }
    expect(await new MembershipCache({ clock, membership, rules: null, onTrouble }).check(ADA, signal)).toBeNull()
    expect(membership.isMember).not.toHaveBeenCalled()
  })
})

describe('rules that change', () => {
  it('are asked about at the very next question, and what is known of a channel stays known', async () => {
    const { cache, members, asked, now } = setUp()
    members.add(`${NEWS} ${ADA}`)
    expect(await cache.check(ADA, signal)).toBeNull()
    now.rules = { channels: [NEWS, CLUB], whenUnknown: 'refuse' }
    expect(await cache.check(ADA, signal)).toMatchObject({ channels: [{ title: `title of ${CLUB}` }] })
    now.rules = null
    expect(await cache.check(ADA, signal)).toBeNull()
    now.rules = { channels: [NEWS], whenUnknown: 'refuse' }
    expect(await cache.check(ADA, signal)).toBeNull()
    expect(asked).toEqual([`${NEWS} ${ADA}`, `${CLUB} ${ADA}`])
  })

  it('do not fill the memory with invites of channels that are asked for no longer', async () => {
    const { cache, invited, now } = setUp()
    const ask = async (number: number) => {
      now.rules = { channels: [`@channel${number}`], whenUnknown: 'refuse' }
      await cache.check(ADA, signal)
    }
    for (let number = 0; number <= 100; number++) await ask(number)
    vi.setSystemTime(Date.now() + 3000)
    await ask(100)
    expect(invited).toHaveLength(101)
    await ask(0)
    expect(invited.at(-1)).toBe('@channel0')
  })
})

describe('Telegram', () => {
  it('is asked once by all who wait for the same answer', async () => {
    const { cache, asked, invited } = setUp()
    const answers = await Promise.all(Array.from({ length: 10 }, () => cache.check(ADA, new AbortController().signal)))
    expect(new Set(answers.map((answer) => answer?.reason))).toEqual(new Set(['not_subscribed']))
    expect(asked).toEqual([`${NEWS} ${ADA}`])
    expect(invited).toEqual([NEWS])
  })

  it.each([
    ['refuse', { reason: 'subscription_unknown' }],
    ['allow', null],
  ] as const)('that fails means %s by rule, is reported, and is asked again', async (whenUnknown, outcome) => {
    const { cache, members, asked, troubles, telegram } = setUp({ whenUnknown })
    telegram.isAway = true
    expect(await cache.check(ADA, signal)).toEqual(outcome)
    expect(troubles).toEqual([NEWS])
    telegram.isAway = false
    members.add(`${NEWS} ${ADA}`)
    expect(await cache.check(ADA, signal)).toBeNull()
    expect(asked).toHaveLength(2)
  })

  it('that never answers is given ten seconds', async () => {
    const { cache, troubles, telegram } = setUp()
    telegram.isSilent = true
    const checking = cache.check(ADA, signal)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await checking).toEqual({ reason: 'subscription_unknown' })
    expect(troubles).toEqual([NEWS])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('that tells no invite is done without', async () => {
    const { cache, telegram } = setUp({ channels: [NEWS, CLUB] })
    await cache.check(ADA, signal)
    telegram.isAway = true
    vi.setSystemTime(Date.now() + 2000)
    expect(await cache.check(ADA, signal)).toMatchObject({ channels: [{ url: 'https://t.me/+x' }, {}] })
    const { cache: other, telegram: away } = setUp({ channels: [NEWS, CLUB] })
    const checking = other.check(ADA, signal)
    away.isAway = true
    expect(await checking).toMatchObject({
      channels: [
        { title: NEWS, url: 'https://t.me/news' },
        { title: null, url: null },
      ],
    })
  })

  it('goes on being asked for others when one stops waiting', async () => {
    const { cache, telegram, asked } = setUp()
    telegram.isSilent = true
    const leaving = new AbortController()
    const left = expect(cache.check(ADA, leaving.signal)).rejects.toThrow('left')
    const stayed = cache.check(ADA, signal)
    leaving.abort(new Error('left'))
    await left
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await stayed).toEqual({ reason: 'subscription_unknown' })
    expect(asked).toHaveLength(1)
  })
})

it('remembers 50,000 answers at most, and forgets the old ones when pruned', async () => {
  const { cache } = setUp()
  for (let userId = 1; userId <= 50_001; userId++) await cache.check(userId, signal)
  expect(cache.size).toBe(50_000)
  cache.prune(Date.now() + 2999)
  expect(cache.size).toBe(50_000)
  cache.prune(Date.now() + 3000)
  expect(cache.size).toBe(0)
})

it('never contradicts what Telegram said within the time it is believed', async () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('pass' as const), ms: fc.oneof(fc.nat(4000), fc.nat(400_000)) }),
      fc.record({ kind: fc.constant('turn' as const) }),
      fc.record({ kind: fc.constant('check' as const) }),
    ),
    { maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(moves, async (steps) => {
      const { cache, members } = setUp()
      // Moments at which the person became what they are since; the newest last.
      const turns: { readonly atMs: number; readonly isMember: boolean }[] = [{ atMs: -Infinity, isMember: false }]
      for (const step of steps) {
        const nowMs = Date.now()
        const isMember = turns.at(-1)?.isMember ?? false
        if (step.kind === 'pass') vi.setSystemTime(nowMs + step.ms)
        else if (step.kind === 'turn') {
          turns.push({ atMs: nowMs, isMember: !isMember })
          if (isMember) members.clear()
          else members.add(`${NEWS} ${ADA}`)
        } else {
          const isAdmitted = (await cache.check(ADA, signal)) === null
          const believedMs = isAdmitted ? 300_000 : 3000
          const wasSo = turns.some(
            (turn, i) => turn.isMember === isAdmitted && (turns[i + 1]?.atMs ?? Infinity) >= nowMs - believedMs,
          )
          expect(wasSo).toBe(true)
        }
      }
    }),
  )
})
