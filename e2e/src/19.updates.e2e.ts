/** What people send is answered, and answered once: over lost connections, restarts and kills, and however much others send. */
import { userPeer, type Account } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { Chat } from './16.chat.js'
import { ANSWERED_WITHIN, Senders } from './19.senders.js'
import { ChildServer } from './child-server.js'
import { TestServer } from './test-server.js'

describe('a server that is killed and started again', () => {
  it('answers every file, and each once', { timeout: 120_000 }, async () => {
    const server = await TestServer.create({ workers: 0, sim: { network: 'near' } })
    await server.stop()
    const senders = new Senders(server)
    const people = Array.from({ length: 12 }, () => senders.newPerson())
    const env = { ...server.env, LOG_LEVEL: 'info' }
    let child = await ChildServer.start(env)
    await child.baseUrl()
    for (let round = 0; round < 5; round++) {
      for (const [index, person] of people.entries()) {
        // One here, several at once there.
        for (let i = 0; i <= (index + round) % 4; i++) senders.send(person)
      }
      const killAfter = senders.answered + 1 + 3 * (round % 5)
      await expect
        .poll(() => senders.answered, ANSWERED_WITHIN)
        .toBeGreaterThanOrEqual(Math.min(killAfter, senders.count))
      child.kill('SIGKILL')
      await child.exitCode()
      // Somebody writes while nobody is there.
      for (const person of people.slice(round, round + 3)) senders.send(person)
      child = await ChildServer.start(env)
      await child.baseUrl()
    }
    await senders.allAnsweredOnce()
    // What comes later would have come before the answer to this.
    for (const person of people) senders.send(person)
    await senders.allAnsweredOnce()
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
  })

  it('after an orderly stop answers what came meanwhile, and nothing again', async () => {
    const server = await TestServer.create({ workers: 0 })
    const senders = new Senders(server)
    const people = Array.from({ length: 5 }, () => senders.newPerson())
    for (let round = 0; round < 4; round++) {
      for (const person of people) senders.send(person)
      await server.stop()
      for (const person of people) senders.send(person)
      await server.start()
    }
    await senders.allAnsweredOnce()
  })
})

describe('files that wait for their turn', () => {
  /** Three a minute: the others wait. */
  const SLOWLY = { UPLOADS_PER_MINUTE: '3' }

  it('keep no server from stopping, and are answered by the next one', async () => {
    const server = await TestServer.create({ workers: 0, env: SLOWLY })
    const senders = new Senders(server)
    const person = senders.newPerson()
    for (let i = 0; i < 8; i++) senders.send(person)
    await expect.poll(() => server.copies.length, ANSWERED_WITHIN).toBe(3)
    await server.restart({ UPLOADS_PER_MINUTE: '0' })
    await senders.allAnsweredOnce()
    expect(server.copies).toHaveLength(8)
  })

  it('bring no command of an admin back after a crash that was done, and undone, meanwhile', async () => {
    const server = await TestServer.create({ workers: 0, env: SLOWLY })
    await server.stop()
    const { world } = server.sim
    const [admin, troll] = [world.createUser({ firstName: 'Admin' }), world.createUser({ firstName: 'Troll' })]
    const env = { ...server.env, ADMINS: String(admin.id), LOG_LEVEL: 'info' }
    let child = await ChildServer.start(env)
    await child.baseUrl()
    const senders = new Senders(server)
    const stranger = senders.newPerson()
    for (let i = 0; i < 8; i++) senders.send(stranger)
    await expect.poll(() => server.copies.length, ANSWERED_WITHIN).toBe(3)
    const chat = new Chat(server, admin)
    const banned = await chat.say(`/ban ${troll.id} spam 3d`)
    await chat.press(banned, 'Unban')
    await chat.say('/token grafana stats')
    child.kill('SIGKILL')
    await child.exitCode()
    child = await ChildServer.start(env)
    await child.baseUrl()
    // What came before this is dealt with by then.
    expect((await chat.say(`/user ${troll.id}`)).text).not.toContain('Banned')
    expect((await chat.say('/token')).text).toMatch(/^Tokens of the API: 1\n/)
    expect(chat.said.filter(({ text }) => text.includes('may have been done'))).toEqual([])
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
  })
})

describe('connections that are lost', () => {
  it('lose no message, and repeat no answer', async () => {
    const server = await TestServer.create({ workers: 0, sim: { network: 'near' } })
    const senders = new Senders(server)
    const people = Array.from({ length: 8 }, () => senders.newPerson())
    for (let round = 0; round < 6; round++) {
      for (const person of people) senders.send(person)
      server.sim.faults.dropConnections(server.bot.id)
      for (const person of people) senders.send(person)
      await expect.poll(() => senders.answered, ANSWERED_WITHIN).toBeGreaterThanOrEqual(senders.count - people.length)
    }
    await senders.allAnsweredOnce()
  })
})

describe('files that are sent together', () => {
  it('have one answer: an album, and several forwards in a row', async () => {
    const server = await TestServer.create({ workers: 0, sim: { network: 'near' } })
    const { world } = server.sim
    const bot = userPeer(server.bot.id)
    const senders = new Senders(server)
    const film = (name: string) => world.putSyntheticFile(5000, name, { name, kind: 'video', mimeType: 'video/mp4' }).id
    const album = senders.newPerson()
    world.sendAlbum(album.id, bot, [{ media: film('a.mp4') }, { media: film('b.mp4') }, { media: film('c.mp4') }])
    const forwarder = senders.newPerson()
    for (const name of ['d.mp4', 'e.mp4', 'f.mp4', 'g.mp4']) world.sendAs(forwarder.id, bot, { media: film(name) })
    for (const [person, count] of [
      [album, 3],
      [forwarder, 4],
    ] as const) {
      await expect.poll(() => senders.answersTo(person), ANSWERED_WITHIN).toHaveLength(1)
      const [answer] = senders.answersTo(person)
      expect(answer?.text).toContain(`${count} files`)
      expect(answer?.buttons[0]?.map(({ text }) => text)).toEqual(['All files', 'Playlist', 'Archive (ZIP)'])
    }
  })
})

describe('somebody who sends 500 files', () => {
  it('sees how far they are, hampers nobody, and gets a link for each', async () => {
    const server = await TestServer.create({ workers: 0, sim: { network: 'near' } })
    const senders = new Senders(server)
    const [flooder, other] = [senders.newPerson(), senders.newPerson()]
    for (let i = 0; i < 500; i++) senders.send(flooder)
    const texts = () => senders.answersTo(flooder).map(({ text }) => text)
    await expect
      .poll(texts, ANSWERED_WITHIN)
      .toContainEqual(expect.stringMatching(/500 files in line: \d+ done, \d+ to go/))
    senders.send(other)
    await expect.poll(() => senders.answersTo(other), ANSWERED_WITHIN).toHaveLength(1)
    expect(texts()).not.toContainEqual(expect.stringContaining('files are done'))
    await expect.poll(texts, ANSWERED_WITHIN).toContainEqual(expect.stringContaining('All your 500 files are done'))
    const batches = texts().filter((text) => text.includes('100 files'))
    expect(batches).toHaveLength(5)
    expect(server.copies).toHaveLength(501)
  })
})

describe('somebody who is gone before the answer comes', () => {
  /** The copy is made, and the server hears of it a little later. */
  async function sendSlowly(
    server: TestServer,
    senders: Senders,
    meanwhile: (person: Account, sentId: number) => void,
  ) {
    const slow = server.sim.faults.slowAnswer(500, { method: 'messages.forwardMessages' })
    const person = senders.newPerson()
    senders.send(person)
    await expect.poll(() => slow.fired, ANSWERED_WITHIN).toBe(1)
    const chat = server.sim.world.readChat(person.id, userPeer(server.bot.id))
    meanwhile(person, chat.at(-1)?.id ?? 0)
    return person
  }

  it('having deleted the file, is answered all the same', async () => {
    const server = await TestServer.create({ workers: 0 })
    const senders = new Senders(server)
    const person = await sendSlowly(server, senders, ({ id }, messageId) =>
      server.sim.world.deleteMessages(id, userPeer(server.bot.id), [messageId]),
    )
    await expect.poll(() => senders.answersTo(person), ANSWERED_WITHIN).toHaveLength(1)
  })

  it('having blocked the bot, keeps nobody waiting', async () => {
    const server = await TestServer.create({ workers: 0 })
    const senders = new Senders(server)
    await sendSlowly(server, senders, ({ id }) => server.sim.world.block(id, server.bot.id))
    await expect.poll(() => server.copies.length, ANSWERED_WITHIN).toBe(1)
    const other = senders.newPerson()
    senders.send(other)
    await expect.poll(() => senders.answersTo(other), ANSWERED_WITHIN).toHaveLength(1)
    await server.stop()
    expect(server.log).not.toContain('could not be answered')
  })
})
