import { describe, expect, it } from 'vitest'
import { message, TestBot } from './test-bot.fixture.js'

describe('the commands that Telegram shows', () => {
  it('are announced for everybody, for groups and for each admin, in each language', async () => {
    const bot = new TestBot(undefined, { adminIds: [7] })
    bot.bot.announceCommands()
    await expect.poll(() => bot.announced).toHaveLength(6)
    expect(bot.announced.map(({ audience }) => audience)).toEqual([
      { chats: 'private', language: null },
      { chats: 'private', language: 'de' },
      { chats: 'groups', language: null },
      { chats: 'groups', language: 'de' },
      { chats: 7, language: null },
      { chats: 7, language: 'de' },
    ])
    const [everybody, , groups, , admin] = bot.announced.map(({ names }) => names)
    expect(everybody).toEqual(
      expect.arrayContaining(['start', 'help', 'files', 'stats', 'info', 'lang', 'link', 'webdav', 'ping']),
    )
    expect(groups).toEqual(['link'])
    expect(admin?.length).toBeGreaterThan(everybody?.length ?? 0)
  })

  it('are those that /help lists', async () => {
    for (const adminIds of [[], [7]]) {
      const bot = new TestBot(undefined, { adminIds })
      bot.bot.announceCommands()
      await expect.poll(() => bot.announced).toHaveLength(4 + 2 * adminIds.length)
      const shown = bot.announced.at(adminIds.length > 0 ? -2 : 0)?.names ?? []
      await bot.receive(message({ text: '/help' }))
      const listed = [...(bot.texts[0] ?? '').matchAll(/^\/(\w+) – ./gm)].map(([, name]) => name)
      expect(listed).toEqual(shown)
    }
  })

  it('that Telegram does not take are told in the log, and the others announced all the same', async () => {
    const bot = new TestBot(undefined, { adminIds: [7] })
    bot.failsToAnnounce = ({ chats }) => chats === 'private'
    bot.bot.announceCommands()
    await expect.poll(() => bot.announced).toHaveLength(4)
    expect(bot.logged).toHaveLength(2)
  })
})
