/** What admins are told without asking: what they have to mend while the server runs, and why it could not start. */
import { userPeer } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { Chat } from './16.chat.js'
import { ChildServer } from './child-server.js'
import { TestServer } from './test-server.js'

const QUICK = { noticeTimings: { lookEveryMs: 50, checkEveryMs: 200 } }
const SOON = { timeout: 10_000, interval: 50 }

/** With two admins who talk to the bot, and one who never has. */
async function setUp(env: Record<string, string> = {}) {
  const server = await TestServer.create({ workers: 2, start: QUICK, env })
  const { world } = server.sim
  const root = new Chat(server, world.createUser({ firstName: 'Root', languageCode: 'en' }))
  const wurzel = new Chat(server, world.createUser({ firstName: 'Wurzel', languageCode: 'de' }))
  const silent = world.createUser({ firstName: 'Silent' })
  for (const chat of [root, wurzel]) await chat.say('/start')
  await server.restart({ ADMINS: [root.person, wurzel.person, silent].map(({ id }) => id).join(' ') })
  return { server, root, wurzel, silent }
}

const notices = ({ said }: Chat) =>
  said.filter(({ text }) => /set-up needs you|Einrichtung ist etwas zu tun/.test(text))

describe('while the server runs, admins', () => {
  it('hear of a worker that lost the log channel, once, and again when it was there in between', async () => {
    const { server, root, wurzel, silent } = await setUp()
    const { world } = server.sim
    const worker = server.workers[1]?.id ?? 0
    const told = wurzel.next(({ text }) => text.includes('Einrichtung'))
    const toldRoot = root.next(({ text }) => text.includes('set-up needs you'))
    world.kick(server.logChannel.id, worker)
    expect((await toldRoot).text).toMatch(/❌ worker 2 .*is not in the log channel -100\d+\.\nIn the channel: Admin/)
    expect((await told).text).toMatch(/❌ worker 2 .*ist nicht im Log-Kanal -100\d+\.\nIm Kanal: Administratoren/)
    await expect.poll(() => server.log.match(/could not be told about the set-up/g)?.length, SOON).toBe(1)
    expect(server.log).toContain(`Admin ${silent.id} could not be told`)

    // Many looks later.
    const checks = () => server.sim.counters.read().calls['help.getConfig'] ?? 0
    const before = checks()
    await expect.poll(checks, SOON).toBeGreaterThan(before + 5)
    expect([notices(root).length, notices(wurzel).length]).toEqual([1, 1])
    expect(server.log.match(/could not be told about the set-up/g)).toHaveLength(1)

    world.promote(server.logChannel.id, worker, ['postMessages'])
    const mended = checks()
    await expect.poll(checks, SOON).toBeGreaterThan(mended + 2)
    world.kick(server.logChannel.id, worker)
    await expect.poll(() => notices(root).length, SOON).toBe(2)

    // Whoever starts to talk is told then.
    const late = new Chat(server, silent)
    const heard = late.next(({ text }) => text.includes('set-up needs you'))
    late.tell('/start')
    expect((await heard).text).toContain('is not in the log channel')
  })

  it('hear that the bot itself may no longer post in the log channel', async () => {
    const { server, root } = await setUp()
    const told = root.next(({ text }) => text.includes('set-up needs you'))
    server.sim.world.promote(server.logChannel.id, server.bot.id, ['deleteMessages'])
    expect((await told).text).toMatch(/BOT_TOKEN .*may not post in the log channel "Log".*switch "Post messages" on/s)
    expect(server.log).toContain('may not post in the log channel')
  })

  it('hear that links lead nowhere, and read it in the log', async () => {
    const { server, wurzel } = await setUp({ BASE_URL: 'http://127.0.0.1:1' })
    await expect.poll(() => notices(wurzel).length, SOON).toBe(1)
    expect(notices(wurzel)[0]?.text).toContain(
      'BASE_URL ist http://127.0.0.1:1, und dort antwortet von hier aus gesehen nichts',
    )
    expect(server.log).toMatch(/Set-up: BASE_URL is http:\/\/127\.0\.0\.1:1, and nothing answers there/)
  })
})

describe('a start that fails', () => {
  it('is told to admins who have talked to the bot, and ends as it would have', async () => {
    const server = await TestServer.create({ workers: 0 })
    const { world } = server.sim
    const root = new Chat(server, world.createUser({ firstName: 'Root', languageCode: 'de' }))
    const silent = world.createUser({ firstName: 'Silent' })
    await root.say('/start')
    await server.stop()
    world.promote(server.logChannel.id, server.bot.id, ['deleteMessages'])
    const env = { ...server.env, ADMINS: `${silent.id} ${root.person.id}` }
    for (let attempt = 0; attempt < 3; attempt++) {
      const child = await ChildServer.start(env)
      expect(await child.exitCode()).toBe(1)
      const lines = child.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
      expect(lines).toEqual([expect.stringMatching(/^BOT_TOKEN may not post in the log channel "Log"/)])
    }
    // However often a process manager tries.
    const told = root.said.filter(({ text }) => text.includes('Ich konnte nicht starten'))
    expect(told).toHaveLength(1)
    expect(told[0]?.text).toContain('BOT_TOKEN may not post in the log channel "Log"')
    expect(world.readChat(silent.id, userPeer(server.bot.id))).toEqual([])
  })
})
