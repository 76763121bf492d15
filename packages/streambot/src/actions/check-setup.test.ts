import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { BotInLogChannel, ChannelRights } from '../ports/bot-rights.js'
import type { ChannelAddress } from '../ports/membership.js'
import { checkSetup, type CheckSetupDeps } from './check-setup.js'
import { SETUP_FINDINGS, type SetupFindingId } from './setup-findings.js'

const { signal } = new AbortController()
const NOW_MS = 1_700_000_000_000
const LOG_CHANNEL = '-1001234567890'
const NEWS = '@news'
const fine: ChannelRights = { title: 'Log', isChannel: true, isMember: true, isAdmin: true, mayPost: true }

const rights = (overrides: Partial<ChannelRights> = {}): BotInLogChannel['answer'] => ({
  kind: 'rights',
  ...fine,
  ...overrides,
})
const primary = (answer = rights()): BotInLogChannel => ({
  name: 'BOT_TOKEN',
  role: 'primary',
  username: 'links_bot',
  answer,
})
const worker = (answer = rights({ mayPost: false })): BotInLogChannel => ({
  name: 'worker 1 (5)',
  role: 'worker',
  username: null,
  answer,
})

beforeEach(() => void vi.useFakeTimers({ now: NOW_MS }))
afterEach(() => void vi.useRealTimers())

interface Setup {
  readonly bots?: readonly BotInLogChannel[] | Error | 'silent'
  readonly inChannel?: ChannelRights | 'unseen' | Error
  readonly channels?: readonly ChannelAddress[]
  readonly telegramMs?: number | Error
  readonly database?: Error
  readonly logChannel?: string
  readonly names?: CheckSetupDeps['names']
}

function depsOf(setup: Setup): CheckSetupDeps {
  const orReject = <T>(value: T | Error) => (value instanceof Error ? Promise.reject(value) : Promise.resolve(value))
  const { bots = [primary(), worker()] } = setup
  return {
    clock: { now: () => Date.now() },
    randomness: { bytes: (length) => new Uint8Array(length) },
    linkKeys: { key: () => null },
    fetch: () => Promise.reject(new Error('no network')),
    baseUrl: { configured: null, inUse: 'http://127.0.0.1:8080' },
    bots: {
      inLogChannel: () => (bots === 'silent' ? new Promise(() => {}) : orReject(bots)),
      primaryIn: () => orReject(setup.inChannel ?? fine),
      telegramTimeMs: () => orReject(setup.telegramMs ?? NOW_MS),
    },
    stores: { name: 'SQLite (x)', check: () => orReject(setup.database ?? undefined).then(() => undefined) },
    logChannel: setup.logChannel ?? LOG_CHANNEL,
    subscriptionChannels: () => setup.channels ?? [],
    names: setup.names ?? { old: [], withoutEffect: [] },
  }
}

async function found(setup: Setup): Promise<Record<string, unknown>[]> {
  const findings = await checkSetup(depsOf(setup), signal)
  return findings.filter(({ id }) => id !== 'base_url_unset').map((finding) => ({ ...finding }))
}

const idsOf = async (setup: Setup) => (await found(setup)).map(({ id }) => id)

describe('a set-up where all is well', () => {
  it('is said to be so, point by point', async () => {
    expect(await found({ channels: [NEWS], telegramMs: NOW_MS - 400 })).toEqual([
      {
        id: 'bot_ready',
        level: 'ok',
        subject: 'bots',
        fix: null,
        bot: 'BOT_TOKEN',
        role: 'primary',
        username: 'links_bot',
        title: 'Log',
      },
      {
        id: 'bot_ready',
        level: 'ok',
        subject: 'bots',
        fix: null,
        bot: 'worker 1 (5)',
        role: 'worker',
        username: null,
        title: 'Log',
      },
      { id: 'subscription_ready', level: 'ok', subject: 'subscription', fix: null, channel: NEWS, title: 'Log' },
      { id: 'database_ready', level: 'ok', subject: 'database', fix: null, name: 'SQLite (x)' },
      { id: 'clock_ready', level: 'ok', subject: 'clock', fix: null, aheadMs: 400 },
    ])
  })

  it('that is not, is told with the worst first', async () => {
    const levels = (await found({ bots: [primary(rights({ mayPost: false })), worker()], telegramMs: 0 })).map(
      ({ level }) => level,
    )
    expect(levels).toEqual(['error', 'warning', 'ok', 'ok'])
  })
})

describe('a bot', () => {
  it.each<[string, BotInLogChannel, SetupFindingId]>([
    ['nobody let in', worker({ kind: 'unseen' }), 'bot_not_in_log_channel'],
    ['that has left', worker(rights({ isMember: false })), 'bot_not_in_log_channel'],
    ['that is a member only', worker(rights({ isAdmin: false })), 'bot_not_an_admin'],
    ['that may not post and need not', worker(rights({ mayPost: false })), 'bot_ready'],
    ['of a group, a member of it', worker(rights({ isChannel: false, isAdmin: false })), 'bot_ready'],
    ['that starts', worker({ kind: 'out_of_reach', state: 'starting', reason: null }), 'bot_starting'],
    ['told to wait', worker({ kind: 'out_of_reach', state: 'cooling', reason: 'wait' }), 'bot_told_to_wait'],
    ['that was banned', worker({ kind: 'out_of_reach', state: 'banned', reason: 'banned' }), 'bot_banned'],
    ['without a network', worker({ kind: 'out_of_reach', state: 'unreachable', reason: 'x' }), 'bot_unreachable'],
    ['that does not answer', worker({ kind: 'out_of_reach', state: 'healthy', reason: 'late' }), 'bot_unreachable'],
  ])('%s is found', async (_what, bot, id) => {
    const findings = await found({ bots: [primary(), bot] })
    expect(findings.find(({ bot: name }) => name === 'worker 1 (5)')).toMatchObject({ id, role: 'worker' })
    expect(findings.find(({ bot: name }) => name === 'BOT_TOKEN')).toMatchObject({ id: 'bot_ready' })
  })

  it.each<[string, Partial<ChannelRights>, SetupFindingId]>([
    ['may post', {}, 'bot_ready'],
    ['may not post', { mayPost: false }, 'bot_may_not_post'],
    ['is no admin', { mayPost: false, isAdmin: false }, 'bot_not_an_admin'],
  ])('that people talk to %s', async (_what, has, id) => {
    expect(await idsOf({ bots: [primary(rights(has))] })).toContain(id)
  })
})

describe('LOG_CHANNEL', () => {
  it.each<[string, string, object]>([
    ['@channel', 'log_channel_no_number', {}],
    ['1001234567890', 'log_channel_lacks_minus', { meant: -1001234567890 }],
    ['-1234567890', 'log_channel_number_of_group', { meant: -1001234567890 }],
    ['-999999999999999', 'log_channel_impossible', {}],
  ])('as %s is found out before any bot is asked', async (logChannel, id, more) => {
    const findings = await found({ logChannel, bots: new Error('asked') })
    expect(findings[0]).toMatchObject({ id, level: 'error', logChannel, ...more })
    expect(findings.map((it) => it['id'])).not.toContain('check_failed')
  })

  it('that no bot sees is likely another number', async () => {
    const unseen = { kind: 'unseen' } as const
    expect(await found({ bots: [primary(unseen), worker(unseen)] })).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'log_channel_seen_by_nobody', logChannel: LOG_CHANNEL })]),
    )
    expect(await idsOf({ bots: [primary(), worker(unseen)] })).not.toContain('log_channel_seen_by_nobody')
    const away = { kind: 'out_of_reach', state: 'unreachable', reason: null } as const
    expect(await idsOf({ bots: [primary(away)] })).not.toContain('log_channel_seen_by_nobody')
  })

  it('that is a group is told once', async () => {
    const group = rights({ isChannel: false, title: 'Friends' })
    const ids = await idsOf({ bots: [primary(group), worker(group)] })
    expect(ids.filter((id) => id === 'log_channel_is_a_group')).toHaveLength(1)
  })
})

describe('a channel to join', () => {
  it.each<[string, ChannelRights | 'unseen' | Error, object]>([
    ['nobody let the bot into', 'unseen', { id: 'subscription_unseen', level: 'error' }],
    ['the bot left', { ...fine, isMember: false }, { id: 'subscription_unseen' }],
    ['of which it is no admin', { ...fine, isAdmin: false }, { id: 'subscription_not_an_admin', title: 'Log' }],
    [
      'Telegram says nothing of',
      new StreamBotError('telegram_unavailable', 'late'),
      { id: 'subscription_unknown', reason: 'late' },
    ],
  ])('%s is found', async (_what, inChannel, expected) => {
    const findings = await found({ channels: [NEWS, -1001], inChannel })
    expect(findings.filter(({ subject }) => subject === 'subscription')).toMatchObject([
      { ...expected, channel: NEWS },
      { ...expected, channel: -1001 },
    ])
  })
})

describe('a database', () => {
  it('that is away is told, with what it says', async () => {
    expect(await found({ database: new StreamBotError('store_unavailable', 'locked') })).toMatchObject([
      { id: 'database_away', level: 'error', name: 'SQLite (x)', reason: 'locked' },
      {},
      {},
      {},
    ])
  })
})

describe('our clock', () => {
  it.each([
    [14_000, 'clock_ready'],
    [-14_000, 'clock_ready'],
    [60_000, 'clock_off'],
    [-60_000, 'clock_off'],
  ])('%i ms ahead of Telegram’s is %s', async (aheadMs, id) => {
    expect(await found({ telegramMs: NOW_MS - aheadMs })).toContainEqual(expect.objectContaining({ id, aheadMs }))
  })

  it('is not judged where Telegram does not say', async () => {
    expect(await found({ telegramMs: new Error('late') })).toContainEqual(
      expect.objectContaining({ id: 'clock_unknown', level: 'warning', reason: 'late' }),
    )
  })
})

describe('names', () => {
  it('of other bots, and those without effect, are told one by one', async () => {
    const names = { old: [{ used: 'BIN_CHANNEL', name: 'LOG_CHANNEL' }], withoutEffect: ['WORKERS'] }
    expect(await found({ names })).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'old_name', level: 'warning', used: 'BIN_CHANNEL', name: 'LOG_CHANNEL' }),
        expect.objectContaining({ id: 'name_without_effect', name: 'WORKERS' }),
      ]),
    )
  })
})

describe('a look that', () => {
  it('does not end is given up after ten seconds, and the others have told', async () => {
    const checking = found({ bots: 'silent' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await checking).map(({ id }) => id)).toEqual(['check_took_too_long', 'database_ready', 'clock_ready'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fails keeps none of the others from telling', async () => {
    expect(await found({ bots: new TypeError('oops') })).toMatchObject([
      { id: 'check_failed', check: 'bots', reason: 'oops' },
      { id: 'database_ready' },
      { id: 'clock_ready' },
    ])
  })

  it('nobody waits for any more ends with them', async () => {
    const leaving = new AbortController()
    const checking = checkSetup(depsOf({ bots: 'silent' }), leaving.signal)
    leaving.abort(new Error('left'))
    await expect(checking).rejects.toThrow('left')
  })
})

describe('docs/setup-check.md', () => {
  it('tells of every finding what the table says, and of no other', () => {
    const text = readFileSync(new URL('../../../../docs/setup-check.md', import.meta.url), 'utf8')
    const rows = [...text.matchAll(/^\| `(\w+)` \| (\w+) \| (\w+) \| (?:`(\w+)`)? ?\| .{10,} \|$/gm)]
    const documented = rows.map(([, id, level, subject, fix]) => [id, { level, subject, fix: fix ?? null }])
    expect(Object.fromEntries(documented)).toEqual(SETUP_FINDINGS)
    expect(rows).toHaveLength(Object.keys(SETUP_FINDINGS).length)
  })
})
