/** What everybody may ask the bot, in their language. */
import { userPeer } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { Person, buttonsOf, linkIn } from './14.person.js'
import { read } from './readers.js'
import { TestServer } from './test-server.js'

describe('people', () => {
  it('are greeted in the language of their Telegram, choose another, and are spoken to in it over a restart', async () => {
    const server = await TestServer.create({ workers: 0 })
    const [ada, gerda] = [Person.new(server, 'Ada'), Person.new(server, 'Gerda', 'de-AT')]
    expect((await ada.say('/start')).text).toContain('Hello Ada!')
    expect((await gerda.say('/start')).text).toContain('Hallo Gerda!')
    expect((await gerda.say('/help')).text).toContain('/files – deine Links')

    const question = await ada.say('/lang')
    expect(buttonsOf(question)).toEqual(['English', 'Deutsch', 'As my Telegram'])
    expect((await ada.click(question, 'Deutsch')).text).toBe('Von jetzt an spreche ich Deutsch mit dir.')
    expect((await gerda.say('/lang en')).text).toBe('From now on I speak English with you.')
    await server.restart()
    expect((await ada.say('/start')).text).toContain('Hallo Ada!')
    expect((await gerda.say('/start')).text).toContain('Hello Gerda!')
    expect((await gerda.say('/lang auto')).text).toContain('Von jetzt an spreche ich die Sprache deines Telegram')
  })

  it('come by deep links', async () => {
    const server = await TestServer.create({ workers: 0 })
    const ada = Person.new(server, 'Ada')
    const { world } = server.sim
    const open = async (parameter: string) => {
      const count = ada.answers.length
      world.startBot(ada.account.id, server.bot.id, parameter)
      await expect.poll(() => ada.answers.length).toBe(count + 1)
      return ada.answers.at(-1)?.text
    }
    expect(await open('')).toContain('Hello Ada!')
    expect(await open('files')).toContain('You have no links yet')
    expect(await open('lang')).toContain('Which language')
    expect(await open('nothing_we_know')).toContain('Hello Ada!')
  })

  it('learn what applies to them, what they have used, and how fast it answers', async () => {
    const server = await TestServer.create({
      workers: 1,
      env: {
        MAX_LINKS_PER_DAY: '2',
        USER_BANDWIDTH_LIMIT_GB: '1',
        MAX_FILE_SIZE_BYTES: '1073741824',
        DENIED_TYPES: '.exe',
      },
    })
    const [ada, gerda] = [Person.new(server, 'Ada'), Person.new(server, 'Gerda', 'de')]
    const info = (await ada.say('/info')).text
    for (const line of ['Files up to 1 GiB', 'but not: .exe', 'Up to 2 links in 24 hours', 'Links work for 1 day']) {
      expect(info).toContain(line)
    }
    expect(info).toMatch(/^StreamBot \d+\.\d+\.\d+ /)
    expect((await gerda.say('/info')).text).toContain('Bis zu 2 Links in 24 Stunden')

    await read(linkIn(await ada.sendFile('one.mp4')))
    expect((await ada.say('/stats')).text).toContain('In the last 24 hours: 1 of 2')
    await ada.sendFile('two.mp4')
    await expect.poll(async () => (await ada.say('/stats')).text, { timeout: 10_000 }).toContain('1,000 B of 953.7 MiB')
    expect((await ada.say('/stats')).text).toMatch(
      /The next one is possible in (1 day|23 hours 59 minutes .*), at \d{4}-/,
    )
    expect((await gerda.say('/stats')).text).toContain('In den letzten 24 Stunden: 0 von 2')

    const pong = await ada.say('/ping')
    await expect.poll(() => ada.look(pong)?.text).toMatch(/^Pong: \d+ ms$/)
  })

  it('hear of whatever holds no file that it holds none, each in their language', async () => {
    const server = await TestServer.create({ workers: 0 })
    const geo = { _: 'geoPointEmpty' } as const
    for (const [person, words] of [
      [Person.new(server, 'Ada'), 'A place has no file'],
      [Person.new(server, 'Gerda', 'de'), 'In einem Ort ist keine Datei'],
    ] as const) {
      for (let time = 1; time <= 2; time++) {
        const media = { type: 'plain', media: { _: 'messageMediaGeo', geo } } as const
        server.sim.world.messenger.send(person.account.id, person.chat, [{ text: '', media }])
        await expect.poll(() => person.answers).toHaveLength(time)
      }
      expect(person.answers.map(({ text }) => text.slice(0, words.length))).toEqual([words, words])
    }
  })

  it('find the caption of a file on its card, as text and no markup, and the copy keeps it', async () => {
    const server = await TestServer.create({ workers: 0 })
    const ada = Person.new(server, 'Ada')
    const caption = 'Summer <b>at</b> the & sea'
    const card = await ada.sendFile('sea.mp4', caption)
    expect(card.text).toContain(caption)
    expect(server.copies).toMatchObject([{ text: caption, forwardedFrom: null }])
    await ada.click(card, 'Expiry')
    expect((await ada.click(card, '1 hour')).text).toContain(caption)
  })
})

describe('the commands that Telegram shows', () => {
  it('are those of everybody, of groups and of admins it knows, in each language', async () => {
    const server = await TestServer.create({ workers: 0 })
    const ada = Person.new(server, 'Ada')
    await ada.say('/start')
    await server.restart({ ADMINS: `${ada.account.id} 424242` })
    const { botSettings } = server.sim.world
    const listed = (scope: string, language = '') => botSettings.commands(server.bot.id, scope, language)
    const names = (scope: string, language?: string) => listed(scope, language).map(({ command }) => command)
    const own = `botCommandScopePeer/user:${ada.account.id}`
    await expect.poll(() => names(own, 'de').length, { timeout: 10_000 }).toBeGreaterThan(0)
    const everybody = ['start', 'help', 'files', 'stats', 'info', 'lang', 'link', 'webdav', 'ping']
    expect(names('botCommandScopeUsers')).toEqual(everybody)
    expect(names('botCommandScopeUsers', 'de')).toEqual(everybody)
    expect(listed('botCommandScopeUsers', 'de')[2]).toMatchObject({
      description: 'deine Links: finden, ändern, widerrufen',
    })
    expect(names('botCommandScopeChats')).toEqual(['link'])
    expect(names(own)).toEqual(expect.arrayContaining([...everybody, 'ban']))
    // Somebody who never wrote to the bot is no trouble.
    expect(server.log).not.toContain('Telegram was not told of all commands')
    expect((await ada.say('/help')).text.match(/^\/\w+/gm)).toEqual(names(own).map((name) => `/${name}`))
  })

  it('are no reason not to start where Telegram does not take them', async () => {
    const server = await TestServer.create({ workers: 0 })
    server.sim.faults.floodWait(60, { method: 'bots.setBotCommands', times: 4 })
    await server.restart()
    await expect.poll(() => server.log, { timeout: 10_000 }).toContain('Telegram was not told of all commands')
    expect((await Person.new(server, 'Ada').say('/start')).text).toContain('Hello Ada!')
  })
})

it('a bot is only who it is called: commands for others are not heard', async () => {
  const server = await TestServer.create({ workers: 0 })
  const ada = Person.new(server, 'Ada')
  expect((await ada.say('/start@links_bot')).text).toContain('Hello Ada!')
  expect((await ada.say('/start@OTHER_bot')).text).toContain('Send me a file')
  expect(server.sim.world.readChat(ada.account.id, userPeer(server.bot.id))).toHaveLength(4)
})
