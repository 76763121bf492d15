/** A message to everybody from the chat: asked for, confirmed, watched in one message, stopped, and watched on after a restart. */
import { userPeer, type Account, type ChatMessage } from '@streambot/telegram-sim'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buttonsOf, Chat } from './16.chat.js'
import { Crowd } from './18.crowd.js'
import { TestServer } from './test-server.js'

const PEOPLE = 60
/** Slow enough to be seen on its way. */
const PER_SECOND = 12
const JOURNEY = { timeout: 60_000 }

describe('a message to everybody', JOURNEY, () => {
  let server: TestServer
  let crowd: Crowd
  let root: Chat
  let wurzel: Chat
  let news = 0

  beforeAll(async () => {
    server = await TestServer.open({ workers: 0, env: { BROADCASTS_PER_SECOND: `${PER_SECOND}` } })
    const { world } = server.sim
    const admins = [
      world.createUser({ firstName: 'Root', languageCode: 'en' }),
      world.createUser({ firstName: 'Wurzel', languageCode: 'de' }),
    ] as [Account, Account]
    await server.restart({ ADMINS: admins.map(({ id }) => id).join(' ') })
    root = new Chat(server, admins[0])
    wurzel = new Chat(server, admins[1])
    await root.say('/start')
    await wurzel.say('/start')
    crowd = await Crowd.gather(server, PEOPLE)
  }, JOURNEY.timeout)
  afterAll(() => server[Symbol.asyncDispose]())

  /** Of the admins and the crowd. */
  const everybody = PEOPLE + 2

  /** How many have it: in an English chat, a German one, or none of either. */
  const arrived = (text: string) =>
    [...crowd.people, root.person, wurzel.person].filter(({ id }) =>
      server.sim.world.readChat(id, userPeer(server.bot.id)).some((message) => message.text === text && !message.out),
    ).length

  /** Asked for and confirmed. @returns the message that tells how far it is */
  async function begin(chat: Chat, text: string, send: string): Promise<ChatMessage> {
    const source = await written(chat, text)
    const preview = await chat.say('/broadcast', source.id)
    return (await chat.change(preview, send)).message
  }

  /** A message to the bot, which may hint at what it is for; it is dealt with when what comes after it is answered. */
  async function written(chat: Chat, text: string): Promise<ChatMessage> {
    const message = chat.tell(text)
    const dealtWith = chat.next((it) => it.text.startsWith('Pong'))
    chat.tell('/ping')
    await dealtWith
    return message
  }

  it('goes out only when it is confirmed, tells in one message how far it is, and what came of it', async () => {
    server.sim.world.block(crowd.people[3]?.id ?? 0, server.bot.id)
    const text = `News ${++news}`
    const source = await written(root, text)
    const preview = await root.say('/broadcast', source.id)
    expect(preview.text).toContain(`${everybody} people`)
    expect(arrived(text)).toBe(0)

    const seen: string[] = []
    const ended = root.next((message) => {
      if (message.id === preview.id) seen.push(message.text)
      return message.id === preview.id && message.text.includes('The message is with everybody')
    })
    const said = root.said.length
    const { answer, message } = await root.change(preview, `Send to ${everybody}`)
    expect(answer.text).toBe('It begins.')
    expect(buttonsOf(message)).toEqual(['Stop it'])
    const report = await ended
    expect(report.text).toContain(`Sent: ${everybody - 1}`)
    expect(report.text).toContain('Cannot be reached: 1')
    expect(report.text).toContain('Failed: 0')
    expect(report.text).toMatch(/It took \d+ seconds?\./)
    expect(buttonsOf(report)).toEqual([])
    const counts = seen.slice(0, -1).map((it) => Number(/(\d+) of \d+ people/.exec(it)?.[1]))
    expect(counts.length).toBeGreaterThan(1)
    expect(counts).toEqual([...counts].sort((one, other) => one - other))
    // Nothing else was said but the news itself.
    expect(root.said.length).toBe(said + 1)
    expect(arrived(text)).toBe(everybody - 1)
  })

  it('is not sent twice at once, and stops when its button is pressed', async () => {
    const text = `News ${++news}`
    const running = await begin(wurzel, text, `An ${everybody} senden`)
    const other = await written(root, 'Other news')
    expect((await root.say('/broadcast', other.id)).text).toContain('is on its way already')
    const stopped = wurzel.next(({ id, text: told }) => id === running.id && told.includes('unterwegs gestoppt'))
    expect((await wurzel.pressOnly(running, 'Stoppen')).text).toBe('Sie ist gestoppt.')
    const message = await stopped
    expect(buttonsOf(message)).toEqual([])
    const count = arrived(text)
    expect(count).toBeLessThan(everybody - 1)
    expect(message.text).toContain(`Gesendet: ${count}`)
    await root.say('/ping')
    expect(arrived(text)).toBe(count)
    expect((await root.say('/broadcast', other.id)).text).toContain(`${everybody} people`)
  })

  it('goes on after a restart, and so does the message that tells how far it is', async () => {
    const text = `News ${++news}`
    const running = await begin(root, text, `Send to ${everybody}`)
    await expect.poll(() => arrived(text), JOURNEY).toBeGreaterThan(5)
    await server.restart()
    expect(arrived(text)).toBeLessThan(everybody - 1)
    const ended = root.next(({ id, text: told }) => id === running.id && told.includes('The message is with everybody'))
    expect((await ended).text).toContain(`Sent: ${everybody - 1}`)
    expect(arrived(text)).toBe(everybody - 1)
    const copies = server.sim.world
      .readChat(crowd.people[0]?.id ?? 0, userPeer(server.bot.id))
      .filter((message) => message.text === text)
    expect(copies).toHaveLength(1)
  })

  it('is not sent when it is left', async () => {
    const text = `News ${++news}`
    const source = await written(root, text)
    const left = await root.press(await root.say('/broadcast', source.id), 'Leave it')
    expect(left.message.text).toBe('Nothing was sent.')
    expect(arrived(text)).toBe(0)
  })
})
