/** How many files people may send and how many requests an address may make: exact, told in words, and remembered over a restart. */
import { userPeer, type Account } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { from, read, verdict } from './readers.js'
import { TestServer } from './test-server.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const LINK = /\/dl\/[\w-]{52}/

/** It stands still until it is moved. */
async function serverWithClock(env: Record<string, string>) {
  const clock = { nowMs: Date.now(), now: () => clock.nowMs }
  return { clock, server: await TestServer.create({ workers: 1, env, start: { clock } }) }
}

/** A file that nobody has sent before. @returns what the bot answers */
async function sendFile(server: TestServer, person?: Account): Promise<string> {
  const file = server.sim.world.putSyntheticFile(1000, 'seed', { mimeType: 'video/mp4' })
  return (await server.ask({ media: file.id }, person)).text
}

describe('somebody who has made as many links as a day allows', () => {
  it('is told to the second when the next is possible, over a restart too, and nothing is copied until then', async () => {
    const { clock, server } = await serverWithClock({ MAX_LINKS_PER_DAY: '2' })
    expect(await sendFile(server)).toMatch(LINK)
    clock.nowMs += 10_000
    expect(await sendFile(server)).toMatch(LINK)
    clock.nowMs += 60_500
    const refusal =
      'You have made as many links as you may within 24 hours. The next one is possible in 23 hours 58 minutes 50 seconds.'
    expect(await sendFile(server)).toBe(refusal)
    await server.restart()
    expect(await sendFile(server)).toBe(refusal)
    expect(server.copies).toHaveLength(2)

    clock.nowMs += DAY_MS - 70_501
    expect(await sendFile(server)).toMatch(/in 1 second\.$/)
    clock.nowMs += 1
    expect(await sendFile(server)).toMatch(LINK)
    expect(await sendFile(server)).toMatch(/in 10 seconds\.$/)
    expect(server.copies).toHaveLength(3)
  })

  it('has exactly so many, when ten files come at once', async () => {
    const server = await TestServer.create({ workers: 1, env: { MAX_LINKS_PER_DAY: '3' } })
    const { world } = server.sim
    const chat = userPeer(server.bot.id)
    const answers = () => world.readChat(server.ada.id, chat).flatMap(({ out, text }) => (out ? [] : [text]))
    for (let i = 0; i < 10; i++) {
      world.sendAs(server.ada.id, chat, { media: world.putSyntheticFile(1000 + i, 'seed').id })
    }
    await expect.poll(answers, { timeout: 10_000 }).toHaveLength(1)
    expect(answers()[0]).toMatch(/^3 files/)
    expect(answers()[0]).toMatch(/Not taken: 7\nYou have made as many links/)
    expect(server.copies).toHaveLength(3)
  })

  it('has not used one up on what came to nothing', async () => {
    const server = await TestServer.create({ workers: 1, env: { MAX_LINKS_PER_DAY: '1', MAX_FILE_SIZE_BYTES: '5000' } })
    const tooLarge = server.sim.world.putSyntheticFile(5001, 'seed')
    expect((await server.ask({ media: tooLarge.id })).text).toContain('too large')
    server.sim.world.promote(server.logChannel.id, server.bot.id, [])
    expect(await sendFile(server)).toContain('Sorry')
    server.sim.world.promote(server.logChannel.id, server.bot.id, ['postMessages'])
    expect(await sendFile(server)).toMatch(LINK)
    expect(await sendFile(server)).toContain('You have made as many links')
  })
})

describe('files that come fast', () => {
  it('of one person are taken as many a minute as are allowed, and those of others all the same', async () => {
    const { clock, server } = await serverWithClock({ UPLOADS_PER_MINUTE: '2' })
    const grace = server.sim.world.createUser({ firstName: 'Grace' })
    for (let i = 0; i < 2; i++) expect(await sendFile(server)).toMatch(LINK)
    expect(await sendFile(server)).toBe(
      'That was fast! I take the next file of yours in 1 minute. Please send this one again then.',
    )
    expect(await sendFile(server, grace)).toMatch(LINK)
    expect(server.copies).toHaveLength(3)
    clock.nowMs += MINUTE_MS
    expect(await sendFile(server)).toMatch(LINK)
  })

  it('of all together are taken as many a minute as the service allows', async () => {
    const { clock, server } = await serverWithClock({ SERVICE_UPLOADS_PER_MINUTE: '2' })
    const grace = server.sim.world.createUser({ firstName: 'Grace' })
    expect(await sendFile(server)).toMatch(LINK)
    clock.nowMs += 15_000
    expect(await sendFile(server)).toMatch(LINK)
    expect(await sendFile(server, grace)).toBe(
      'Many people are sending files just now. Please send this one again in 45 seconds.',
    )
    expect(server.copies).toHaveLength(2)
    clock.nowMs += 45_000
    expect(await sendFile(server, grace)).toMatch(LINK)
  })

  it('of admins are all taken', async () => {
    const server = await TestServer.create({ workers: 1 })
    const [ada, grace] = [server.ada, server.sim.world.createUser({ firstName: 'Grace' })]
    const limits = { MAX_LINKS_PER_DAY: '1', UPLOADS_PER_MINUTE: '1', SERVICE_UPLOADS_PER_MINUTE: '1' }
    await server.restart({ ADMINS: String(ada.id), ...limits })
    for (let i = 0; i < 4; i++) expect(await sendFile(server, ada)).toMatch(LINK)
    expect(await sendFile(server, grace)).toMatch(LINK)
    expect(await sendFile(server, grace)).not.toMatch(LINK)
  })
})

describe('an address', () => {
  it('makes as many requests a minute as are allowed, told with each answer; then it is 429 but for /healthz', async () => {
    const { clock, server } = await serverWithClock({ REQUESTS_PER_MINUTE: '3', TRUST_PROXY: 'loopback' })
    const file = await server.linkSynthetic(1000)
    for (const remaining of ['2', '1', '0']) {
      const answer = await read(file.download, from('203.0.113.9'))
      expect(answer.body.equals(file.bytes)).toBe(true)
      expect(rateLimitOf(answer.headers)).toEqual(['3', remaining, '60', null])
      clock.nowMs += 10_000
    }
    const refused = await read(file.download, from('203.0.113.9'))
    expect([refused.status, refused.code]).toEqual([429, 'too_many_requests'])
    expect(rateLimitOf(refused.headers)).toEqual(['3', '0', '30', '30'])
    expect(await verdict(`${server.baseUrl}/`, from('203.0.113.9'))).toBe('429 too_many_requests')
    for (let i = 0; i < 5; i++) expect(await verdict(`${server.baseUrl}/healthz`, from('203.0.113.9'))).toBe('200')
    expect(await verdict(file.download, from('203.0.113.10'))).toBe('200')
    clock.nowMs += 30_000
    expect(await verdict(file.download, from('203.0.113.9'))).toBe('200')
    expect(await verdict(file.download, from('203.0.113.9'))).toBe('429 too_many_requests')
  })

  it('may guess as many links an hour as are allowed; then guesses are 429, and good links are served on', async () => {
    const { clock, server } = await serverWithClock({ WRONG_LINKS_PER_HOUR: '3', TRUST_PROXY: 'loopback' })
    const file = await server.linkSynthetic(1000)
    const guess = (i: number) => `${server.baseUrl}/dl/${Buffer.alloc(39, i).toString('base64url')}`
    const guesses = await Promise.all([1, 2, 3, 4, 5].map((i) => verdict(guess(i), from('203.0.113.9'))))
    expect(guesses.sort()).toEqual([
      ...Array<string>(3).fill('404 link_not_found'),
      ...Array<string>(2).fill('429 too_many_requests'),
    ])
    const refused = await read(guess(6), from('203.0.113.9'))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3600'])
    expect((await read(file.download, from('203.0.113.9'))).body.equals(file.bytes)).toBe(true)
    expect(await verdict(guess(6), from('203.0.113.10'))).toBe('404 link_not_found')
    clock.nowMs += 3_600_000
    expect(await verdict(guess(6), from('203.0.113.9'))).toBe('404 link_not_found')
  })
})

function rateLimitOf(headers: Headers): (string | null)[] {
  return ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'].map((name) => headers.get(name))
}
