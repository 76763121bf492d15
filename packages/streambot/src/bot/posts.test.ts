import { describe, expect, it } from 'vitest'
import type { RegisterFileResult } from '../actions/register-file.js'
import { StreamBotError } from '../core/errors.js'
import type { ChannelPost, ChatEvent } from '../ports/messenger.js'
import { linkTo, sampleFile, TestBot } from './test-bot.fixture.js'

const CHANNEL = -1005
const LOG_CHANNEL = -1009

function post(messageId: number, changes: Partial<ChannelPost> = {}): ChatEvent {
  return { kind: 'post', post: { channelId: CHANNEL, messageId, file: sampleFile, hasButtons: false, ...changes } }
}

function setUp(outcome: () => RegisterFileResult | null | Error = () => linkTo(sampleFile), isOn = true) {
  const registered: number[] = []
  const bot = new TestBot(undefined, {
    people: {
      isForPosts: (channelId) => isOn && channelId !== LOG_CHANNEL,
      registerPost: ({ messageId }) => {
        registered.push(messageId)
        const result = outcome()
        return result instanceof Error ? Promise.reject(result) : Promise.resolve(result)
      },
    },
  })
  return { bot, registered }
}

describe('a post with a file', () => {
  it('gets buttons with its links', async () => {
    const { bot } = setUp()
    await bot.receive(post(3))
    const row = [
      { text: 'Download', url: 'https://example.org/dl/token' },
      { text: 'Watch', url: 'https://example.org/watch/token' },
    ]
    expect(bot.posts).toEqual([{ channelId: CHANNEL, messageId: 3, buttons: [row] }])
    expect(bot.texts).toEqual([])
  })

  it('is one of several of an album: each gets its own', async () => {
    const { bot } = setUp()
    await Promise.all([3, 4, 5].map((id) => bot.receive(post(id))))
    expect(bot.posts.map(({ messageId }) => messageId)).toEqual([3, 4, 5])
  })

  it.each([
    ['where that is switched off', setUp(undefined, false), post(3)],
    ['in the log channel', setUp(), post(3, { channelId: LOG_CHANNEL })],
    ['that has buttons already, such as ours', setUp(), post(3, { hasButtons: true })],
  ])('is left alone %s, and not copied', async (_, { bot, registered }, event) => {
    await bot.receive(event)
    expect([registered, bot.posts]).toEqual([[], []])
  })

  it('is not copied where the bot may not edit it; asked once a minute', async () => {
    const { bot, registered } = setUp()
    bot.mayEditPosts = false
    await bot.receive(post(3))
    bot.mayEditPosts = true
    await bot.receive(post(4))
    expect(registered).toEqual([])
    bot.nowMs += 60_000
    await bot.receive(post(5))
    expect(registered).toEqual([5])
  })

  it('that is refused, or whose link was revoked, gets no buttons and no word', async () => {
    const refused = setUp(() => ({ ok: false, refusal: { reason: 'file_too_large', sizeBytes: 2, maxSizeBytes: 1 } }))
    const made = linkTo(sampleFile)
    const revoked = setUp(() => ({ ...made, link: { ...made.link, revokedAtMs: 1 } }))
    for (const { bot } of [refused, revoked]) {
      await bot.receive(post(3))
      expect([bot.posts, bot.texts]).toEqual([[], []])
    }
  })

  it('has nobody to belong to where there are no admins: told once', async () => {
    const { bot } = setUp(() => null)
    await bot.receive(post(3))
    await bot.receive(post(4))
    expect(bot.posts).toEqual([])
    expect(bot.logged).toHaveLength(1)
    expect(JSON.stringify(bot.logged)).toContain('ADMINS')
  })

  it('that cannot be dealt with is told in the log, and holds up no other', async () => {
    let isFirst = true
    const { bot } = setUp(() => {
      const failure = isFirst ? new StreamBotError('store_unavailable', 'away') : null
      isFirst = false
      return failure ?? linkTo(sampleFile)
    })
    await bot.receive(post(3))
    await bot.receive(post(4))
    expect(bot.posts.map(({ messageId }) => messageId)).toEqual([4])
    expect(JSON.stringify(bot.logged)).toContain('A post got no buttons')
  })

  it('comes again when the bot stops before it is its turn', async () => {
    const held = new Promise<void>(() => {})
    const bot = new TestBot(undefined, {
      people: {
        isForPosts: () => true,
        registerPost: async (_post, signal) => {
          await Promise.race([
            held,
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
          ])
          return null
        },
      },
    })
    const outcomes = Promise.allSettled([3, 4].map((id) => bot.receive(post(id))))
    await bot.bot.drain(1)
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
