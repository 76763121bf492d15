/** Links to files that stand in groups, for whoever asks. */
import { channelPeer } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { buttonsOf, linkIn, Person } from './14.person.js'
import { read, verdict } from './readers.js'
import { TestServer, type TestServerOptions } from './test-server.js'

/** Ada and Grace are in a group with the bot; Grace posts files. */
async function group(options: TestServerOptions = {}, isShy = false) {
  const server = await TestServer.create({ workers: 1, ...options })
  const { world } = server.sim
  let { bot } = server
  if (isShy) {
    bot = world.createBot({ username: 'shy_bot', seesGroups: false })
    world.promote(server.logChannel.id, bot.id, ['postMessages'])
    await server.restart({ BOT_TOKEN: bot.token ?? '' })
  }
  const graceAccount = world.createUser({ firstName: 'Grace' })
  const { id } = world.createChannel({ title: 'Films', creatorId: graceAccount.id, megagroup: true })
  const chat = channelPeer(id)
  const adaAccount = world.createUser({ firstName: 'Ada', languageCode: 'de' })
  for (const account of [adaAccount, bot]) world.join(id, account.id, graceAccount.id)
  const post = (name: string) => {
    const file = world.putSyntheticFile(1000, name, { name, mimeType: 'video/mp4' })
    return world.sendAs(graceAccount.id, chat, { media: file.id }).id
  }
  const write = (text: string) => world.sendAs(graceAccount.id, chat, { text }).id
  const [ada, grace] = [adaAccount, graceAccount].map((account) => new Person(server, account, chat, bot.id))
  if (!ada || !grace) throw new Error('Nobody is there')
  return { server, world, chat, bot, ada, grace, post, write }
}

describe('a group', () => {
  it('has links to its files for whoever answers them with /link, counted for who asks', async () => {
    const { server, ada, grace, post } = await group({ env: { MAX_LINKS_PER_DAY: '1' } })
    const film = post('film.mp4')
    const card = await ada.say('/link', { replyToId: film })
    expect((await read(linkIn(card))).body).toHaveLength(1000)
    expect(card.text).toContain('Herunterladen')
    expect(buttonsOf(card)).toEqual(['Herunterladen', 'Ansehen', 'Link kopieren', 'Teilen'])
    expect((await ada.say('/link@links_bot', { replyToId: film })).text).toContain('so viele Links gemacht')
    expect((await grace.say('/link', { replyToId: film })).text).toContain('Download:')
    const alone = new Person(server, ada.account)
    expect((await alone.say('/files')).text).toContain('1. film.mp4')
    expect((await alone.say('/link')).text).toContain('Hier brauchst du keinen Befehl')
  })

  it('has one answer for several, and passes over what holds no file or is gone', async () => {
    const { world, chat, ada, grace, post, write } = await group()
    const first = post('1.mp4')
    write('nice')
    post('2.mp4')
    const gone = post('3.mp4')
    post('4.mp4')
    world.deleteMessages(grace.account.id, chat, [gone])
    const card = await grace.say('/link 4', { replyToId: first })
    expect(card.text).toContain('2 files')
    expect(card.text).toContain('2. 2.mp4')
    const [page] = card.buttons.flat()
    expect(page).toMatchObject({ text: 'All files' })
    const all = await ada.say('/link 100', { replyToId: first })
    expect(all.text).toContain('3 Dateien')
  })

  it('hears how it works once, and nothing at all of what is for others', async () => {
    const { grace, ada, write } = await group()
    for (const text of ['/link@other_bot', '/files', '/start', 'hello']) write(text)
    const help = await grace.say('/link')
    expect(help.text).toContain('Answer a message that has a file with /link')
    write('/link')
    const text = write('no file here')
    expect((await ada.say('/link', { replyToId: text })).text).toBe('In dieser Nachricht ist keine Datei.')
    expect(grace.answers).toHaveLength(2)
  })

  it('in which the bot sees next to nothing has its links all the same: Telegram shows what a command answers', async () => {
    const { server, ada, post, write } = await group({}, true)
    const film = post('film.mp4')
    post('next.mp4')
    write('hello')
    const card = await ada.say('/link', { replyToId: film })
    expect(await verdict(linkIn(card))).toBe('200')
    // Of the next ones it is told nothing.
    expect((await ada.say('/link@shy_bot 2', { replyToId: film })).text).toContain('film.mp4')
    expect(server.copies).toHaveLength(1)
  })
})
