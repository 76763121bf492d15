/** What admins do in the chat, in English and in German; and that nobody else does or learns of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { channelPeer, userPeer, type Account, type ChatMessage } from '@streambot/telegram-sim'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buttonsOf, Chat } from './16.chat.js'
import { ChildServer } from './child-server.js'
import { verdict } from './readers.js'
import { TestServer, type FileLinks } from './test-server.js'

const MIB = 1024 * 1024
const SOON = { timeout: 5000, interval: 50 }
const COMMANDS = [
  ...['doctor', 'clients', 'streams', 'memory', 'logs', 'settings', 'users', 'user', 'ban', 'unban'],
  ...['authorize', 'deauthorize', 'revoke', 'broadcast', 'token'],
]

let server: TestServer
let root: Chat
let wurzel: Chat
let ada: Chat
let people: Record<'root' | 'wurzel' | 'ada', Account>

beforeAll(async () => {
  server = await TestServer.open({ workers: 2 })
  const { world } = server.sim
  people = {
    root: world.createUser({ firstName: 'Root', username: 'root_admin', languageCode: 'en' }),
    wurzel: world.createUser({ firstName: 'Wurzel', languageCode: 'de' }),
    ada: world.createUser({ firstName: 'Ada', username: 'ada_l', languageCode: 'en' }),
  }
  await server.restart({ ADMINS: `${people.root.id} ${people.wurzel.id}` })
  root = new Chat(server, people.root)
  wurzel = new Chat(server, people.wurzel)
  ada = new Chat(server, people.ada)
  for (const chat of [root, wurzel, ada]) await chat.say('/start')
}, 60_000)
afterAll(() => server[Symbol.asyncDispose]())

let files = 0

/** Ada sends a file that nobody has sent before. */
async function adasLink(sizeBytes = 100_000): Promise<FileLinks> {
  const file = server.sim.world.putSyntheticFile(sizeBytes, `file ${++files}`, {
    mimeType: 'video/mp4',
    name: 'film.mp4',
  })
  return server.linkAgain(file.id, people.ada)
}

/** What Ada is told about such a file. */
async function adaSends(sizeBytes = 1000): Promise<string> {
  const file = server.sim.world.putSyntheticFile(sizeBytes, `file ${++files}`, { mimeType: 'video/mp4' })
  return (await server.ask({ media: file.id }, people.ada)).text
}

describe('an admin', () => {
  it.each([
    ['/stats', 'Bots that can serve: 3 of 3', 'Bots, die ausliefern können: 3 von 3'],
    ['/stats', 'People: 3', 'Leute: 3'],
    ['/memory', 'Who keeps what', 'Wer was behält'],
    ['/clients', 'BOT_TOKEN (talks to people) serves', 'BOT_TOKEN (redet mit Leuten) ist bereit'],
    ['/clients', 'worker 2', 'worker 2'],
    ['/streams', 'Nobody downloads anything', 'Gerade lädt niemand etwas herunter'],
    ['/settings', 'MAX_LINKS_PER_DAY: 0', 'MAX_LINKS_PER_DAY: 0'],
    ['/settings LINK_EXPIRY_SECONDS', 'a time such as 12h or 7d', 'eine Dauer wie 12h oder 7d'],
    ['/settings NOPE 1', 'There is no setting NOPE', 'Eine Einstellung NOPE gibt es nicht'],
    ['/users', 'People: 3, by number', 'Leute: 3, nach Nummer'],
    ['/users ada_l', 'Ada @ada_l', 'Ada @ada_l'],
    ['/user @ada_l', 'Not banned', 'Nicht gesperrt'],
    ['/user', 'Tell me whom', 'Sag mir, wen'],
    ['/logs limit=1', 'Log, the newest 1 of', 'Protokoll, die neuesten 1 von'],
    ['/token', 'There are no tokens', 'Es gibt keine Tokens'],
    ['/broadcast', 'Nothing is sent before you confirm', 'Ohne deine Bestätigung geht nichts hinaus'],
    ['/revoke nothing', 'nothing is no link of mine', 'nothing ist kein Link von mir'],
    ['/ban @nobody_at_all', 'I know nobody', 'Ich kenne niemanden'],
    ['/help', '/doctor – check the set-up', '/doctor – die Einrichtung prüfen'],
  ])('asks %s and is answered: %s', async (text, english, german) => {
    expect((await root.say(text)).text).toContain(english)
    expect((await wurzel.say(text)).text).toContain(german)
  })

  it('is told of the server by /stats, and of themselves by /stats me', async () => {
    expect((await root.say('/stats me')).text).not.toContain('Bots that can serve')
    const reply = await root.say('/stats')
    const refreshed = async () => {
      await root.pressOnly(reply, 'Refresh')
      return root.now(reply).text
    }
    // It tells the second it was made in.
    await expect.poll(refreshed, SOON).not.toBe(reply.text)
  })

  it('has the set-up checked, and sees what to mend', async () => {
    const reply = await root.say('/doctor')
    expect(reply.text).toContain('✅ BOT_TOKEN (@links_bot) can use the log channel "Log".')
    expect(reply.text).toContain('⚠️ BASE_URL is not set')
    const worker = server.workers[1]?.id ?? 0
    server.sim.world.promote(server.logChannel.id, worker, [])
    const ill = await root.press(reply, 'Check again')
    expect(ill.message.text).toMatch(
      /❌ worker 2 .* is no administrator of the log channel "Log"\.\nIn the channel: Admin/,
    )
    expect((await wurzel.say('/doctor')).text).toMatch(/❌ worker 2 .* ist kein Administrator des Log-Kanals „Log“/)
    server.sim.world.promote(server.logChannel.id, worker, ['postMessages'])
    expect((await root.press(reply, 'Check again')).message.text).not.toContain('❌')
  })
})

describe('people', () => {
  it('are banned with a reason and for a time, which ends their links, and freed by the button', async () => {
    const { download } = await adasLink()
    const reply = await wurzel.say('/ban @ada_l <b>verschickt</b> Spam 2h')
    expect(reply.text).toMatch(/^Ada @ada_l \d+ ist bis \S+ \S+ UTC gesperrt\.\nDer Grund: <b>verschickt<\/b> Spam/)
    expect(await verdict(download)).toBe('403 link_banned')
    expect(await adaSends()).toMatch(/may not use this bot until .*\nThe reason: <b>verschickt<\/b> Spam/s)
    const card = await root.say(`/user ${people.ada.id}`)
    expect(card.text).toContain('Banned until')
    expect(buttonsOf(card)).toContain('Unban')
    const { message } = await wurzel.press(reply, 'Entsperren')
    expect(message.text).toContain('Nicht gesperrt')
    expect(await verdict(download)).toBe('200')
    expect((await root.say('/unban @ada_l')).text).toContain('is not banned')
  })

  it('are banned in a group by an answer to what they wrote, and by what they wrote elsewhere and was passed on', async () => {
    const { world } = server.sim
    const group = world.createChannel({ title: 'Group', creatorId: people.root.id, megagroup: true })
    for (const id of [server.bot.id, people.ada.id]) world.join(group.id, id)
    const there = new Chat(server, people.root, channelPeer(group.id))
    const post = world.sendAs(people.ada.id, channelPeer(group.id), { text: 'buy!' })
    const reply = await there.say('/ban@links_bot spam', post.id)
    expect(reply.text).toContain('Ada @ada_l')
    expect(buttonsOf(reply)).toEqual(['Unban'])
    expect(await adaSends()).toContain('may not use this bot any more')
    await there.press(reply, 'Unban')
    expect(await adaSends()).toContain('/dl/')

    const hinted = root.next(({ text }) => text.includes('Send me a file'))
    world.forwardAs(people.root.id, channelPeer(group.id), [post.id], userPeer(server.bot.id))
    await hinted
    const passedOn = world.readChat(people.root.id, userPeer(server.bot.id)).findLast(({ text }) => text === 'buy!')
    expect((await root.say('/user', passedOn?.id)).text).toContain('Ada @ada_l')
  })

  it('are let in and given limits of their own', async () => {
    await root.say('/settings ACCESS_MODE allow-list')
    expect(await adaSends()).toContain('on its list only')
    const reply = await wurzel.say('/authorize @ada_l 50 2,5')
    expect(reply.text).toContain('ist freigegeben')
    expect(reply.text).toContain('Links am Tag: 50. Datenmenge im Monat: 2,5 GB.')
    expect(await adaSends()).toContain('/dl/')
    await wurzel.press(reply, 'Freigabe aufheben')
    expect(await adaSends()).toContain('on its list only')
    await root.say('/authorize @ada_l')
    expect((await root.say('/deauthorize @ada_l')).text).toContain('as everybody again')
    await root.say('/settings ACCESS_MODE default')
  })

  it('are looked through, and their links too', async () => {
    await adasLink()
    const list = await root.say('/users ada')
    const card = await root.press(list, '1')
    expect(card.message.text).toContain('Ada @ada_l')
    const links = await root.press(card.message, 'Links')
    expect(links.message.text).toContain('film.mp4')
    const link = await root.press(links.message, '1')
    expect(link.message.text).toContain('Works until')
    const ended = await root.press(link.message, 'Revoke')
    expect(ended.message.text).toContain('Revoked on')
  })
})

describe('links', () => {
  it('are revoked by address, by id, and by the message they stand in', async () => {
    const [one, two, three] = [await adasLink(), await adasLink(), await adasLink()]
    expect((await wurzel.say(`/revoke ${one.stream}`)).text).toContain('Widerrufen: film.mp4')
    expect(await verdict(one.download)).toBe('404 link_not_found')

    expect((await root.say(`/revoke ${server.lastLinkId}`)).text).toContain('Revoked: film.mp4')
    expect(await verdict(three.download)).toBe('404 link_not_found')

    const told = root.tell(`somebody spreads ${two.download}`)
    expect((await root.say('/revoke', told.id)).text).toContain('Revoked: film.mp4')
    expect(await verdict(two.download)).toBe('404 link_not_found')
    expect((await root.say(`/revoke ${two.download}`)).text).toContain('was revoked before')
  })

  it('are revoked all at once where a message of the bot has several, and as one page', async () => {
    const sent = [1, 2].map(() => {
      const name = `part ${++files}.mp4`
      return server.sim.world.putSyntheticFile(1000, name, { mimeType: 'video/mp4', name })
    })
    const answered = root.next(({ text }) => text.includes('2 files'))
    server.sim.world.sendAlbum(
      people.root.id,
      userPeer(server.bot.id),
      sent.map(({ id: media }) => ({ media })),
    )
    const answer = await answered
    const page = addressesIn(answer).find((url) => url.includes('/b/')) ?? ''
    expect(await verdict(page)).toBe('200')
    const asked = await root.say('/revoke', answer.id)
    expect(asked.text).toContain('has 3 links of mine')
    const { message } = await root.press(asked, 'Revoke all 3')
    expect(message.text).toContain('Revoked: the page of 2 files')
    for (const url of addressesIn(answer)) expect(await verdict(url)).toMatch(/^4/)
  })
})

describe('downloads', () => {
  it('are seen while curl downloads, and end when their button is pressed', async () => {
    const { download } = await adasLink(64 * MIB)
    const curl = spawn('curl', ['-sS', '--limit-rate', '2M', '-o', '/dev/null', download], { stdio: 'ignore' })
    onTestFinished(() => void curl.kill('SIGKILL'))
    const exited = once(curl, 'exit')
    await expect.poll(() => server.streams.list()[0]?.sentBytes ?? 0, SOON).toBeGreaterThan(0)
    const reply = await wurzel.say('/streams')
    expect(reply.text).toContain('Laufende Downloads: 1')
    expect(reply.text).toContain('film.mp4')
    const { answer, message } = await wurzel.press(reply, '1 beenden')
    expect(answer.text).toBe('Dieser Download ist beendet.')
    expect(message.text).toContain('Gerade lädt niemand etwas herunter')
    // curl: transferred a partial file, or failed in receiving
    expect([18, 56, 92]).toContain((await exited)[0])
    expect(server.streams.size).toBe(0)
    expect((await wurzel.pressOnly(reply, '1 beenden')).text).toBe('Dieser Download war schon vorbei.')
  })
})

describe('settings', () => {
  it('act at once, by text and by button, and go back to what is configured', async () => {
    expect(await adaSends(2 * MIB)).toContain('/dl/')
    const changed = await wurzel.say('/settings MAX_FILE_SIZE_BYTES 1 MiB')
    expect(changed.text).toContain('Das gilt ab sofort.')
    expect(await adaSends(2 * MIB)).toContain('files up to 1 MiB')
    await wurzel.press(changed, 'Wie konfiguriert')
    expect(await adaSends(2 * MIB)).toContain('/dl/')

    await root.say('/settings MAX_LINKS_PER_DAY 1')
    expect(await adaSends()).toContain('as many links as you may')
    const off = await root.press(await root.say('/settings RATE_LIMITING'), 'Off')
    expect(off.message.text).toContain('in force from now on')
    expect(await adaSends()).toContain('/dl/')
    await root.press(off.message, 'As configured')
    await root.say('/settings MAX_LINKS_PER_DAY default')
  })

  it('take nothing they do not understand', async () => {
    const reply = await wurzel.say('/settings MAX_LINKS_PER_DAY viele')
    expect(reply.text).toContain('viele geht bei MAX_LINKS_PER_DAY nicht')
    expect(reply.text).toContain('eine ganze Zahl bis 100.000')
  })
})

describe('tokens of the API', () => {
  it('are made, shown once, and revoked', async () => {
    const made = await wurzel.say('/token grafana stats,logs 90d')
    const token = /sb_[\w-]{43}/.exec(made.text)?.[0] ?? ''
    expect(await server.operations.tokens.verify(token)).toMatchObject({ name: 'grafana', scopes: ['stats', 'logs'] })
    const hidden = await wurzel.press(made, 'Ich habe es, ausblenden')
    expect(hidden.message.text).not.toContain(token)
    const list = await root.say('/token')
    expect(list.text).toContain('grafana: stats, logs')
    const left = await root.press(list, 'Revoke 1')
    expect(left.message.text).toContain('There are no tokens')
    expect(await server.operations.tokens.verify(token)).toBeNull()
  })
})

describe('the log', () => {
  it('is shown and sent without a token, a password or a link', async () => {
    const { download } = await adasLink()
    await server.stop()
    const password = 'correct-horse-battery'
    const child = await ChildServer.start({
      ...server.env,
      LOG_LEVEL: 'debug',
      DATABASE_URL: `mongodb://somebody:${password}@127.0.0.1:1/streambot?serverSelectionTimeoutMS=200`,
      DATABASE_WHEN_AWAY: 'start',
    })
    const baseUrl = await child.baseUrl()
    const { pathname } = new URL(download)
    await fetch(`${baseUrl}${pathname}`)
    for (let n = 0; n < 10; n++) await fetch(`${baseUrl}/stream/${'A'.repeat(52)}?x=${server.env['BOT_TOKEN']}`)
    const secrets = [server.env['BOT_TOKEN'], server.env['API_HASH'], password, /\/dl\/([^/]+)/.exec(pathname)?.[1]]
    const short = await root.say('/logs limit=3')
    expect(short.text).toContain('Log, the newest 3 of')
    const long = await wurzel.say('/logs level=trace limit=500')
    expect(long.media).toMatchObject({ name: 'streambot-logs.txt', mimeType: 'text/plain' })
    const { content } = server.sim.world.file(long.media?.fileId ?? '')
    const text = Buffer.from(await content.read(0, content.size)).toString()
    expect(text).toContain('MongoDB')
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(5)
      for (const shown of [short.text, long.text, text]) expect(shown).not.toContain(secret)
    }
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
    await server.start()
  })
})

describe('everybody else', () => {
  it('learns nothing: commands of admins are commands that do not exist', async () => {
    const { world } = server.sim
    const strangers = [...COMMANDS, 'nonsense'].map((name, at) => ({
      name,
      chat: new Chat(server, world.createUser({ firstName: `Stranger ${at}` })),
    }))
    const answers = await Promise.all(strangers.map(({ name, chat }) => chat.say(`/${name} @ada_l`)))
    const [nonsense] = answers.slice(-1)
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([nonsense?.text]))
    const help = (await ada.say('/help')).text
    for (const name of COMMANDS) expect(help).not.toContain(`/${name} `)
    expect(await adaSends()).toContain('/dl/')
  })

  it('does nothing with buttons of somebody who was an admin and is none any more', async () => {
    const list = await wurzel.say('/token')
    const card = await wurzel.say('/user @ada_l')
    await server.restart({ ADMINS: `${people.root.id}` })
    for (const [message, button] of [
      [card, 'Sperren'],
      [card, 'Links'],
    ] as const) {
      expect((await wurzel.pressOnly(message, button)).text).toContain('nicht für dich oder zu alt')
    }
    expect((await wurzel.say('/user @ada_l')).text).not.toContain('Ada')
    expect(wurzel.now(card).text).toBe(card.text)
    expect(wurzel.now(list).text).toBe(list.text)
    expect(await adaSends()).toContain('/dl/')
    await server.restart({ ADMINS: `${people.root.id} ${people.wurzel.id}` })
  })
})

/** Behind words and buttons. */
function addressesIn({ entities, buttons }: ChatMessage): string[] {
  return [
    ...entities.flatMap((entity) => (entity._ === 'messageEntityTextUrl' ? entity.url : [])),
    ...buttons.flat().flatMap((button) => ('url' in button ? button.url : [])),
  ].filter((url) => /\/(?:dl|b)\//.test(url) && !url.includes('t.me'))
}
