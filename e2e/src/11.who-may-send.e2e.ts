/** Whose files the bot takes, and which; and what it says to everybody else. */
import { describe, expect, it } from 'vitest'
import { read } from './readers.js'
import { TestServer } from './test-server.js'

const LINK = /\/dl\/[\w-]{52}/
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.alloc(500)])
const PROGRAM = Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), Buffer.alloc(500)])

/** Ada and Grace each have a file, and the server has new settings. */
async function serverFor(env: (ids: { ada: number; grace: number }) => Record<string, string>) {
  const server = await TestServer.create({ workers: 1 })
  const { world } = server.sim
  const grace = world.createUser({ firstName: 'Grace' })
  await server.restart(env({ ada: server.ada.id, grace: grace.id }))
  const file = world.putSyntheticFile(1000, 'seed', { mimeType: 'video/mp4' })
  return {
    server,
    grace,
    sendAsAda: () => server.ask({ media: file.id }),
    sendAsGrace: () => server.ask({ media: file.id }, grace),
  }
}

describe('a bot', () => {
  it('with a list takes files of those on it, and tells others the number to ask for', async () => {
    const { server, grace, sendAsAda, sendAsGrace } = await serverFor(({ ada }) => ({ ALLOWED_USERS: `7, ${ada}` }))
    expect((await sendAsGrace()).text).toBe(
      `This bot works for people on its list only. Ask its owner to add you; your number is ${grace.id}.`,
    )
    expect(server.copies).toEqual([])
    expect((await sendAsAda()).text).toMatch(LINK)
  })

  it('for its owner takes files of admins only, whoever is on a list', async () => {
    const { server, sendAsAda, sendAsGrace } = await serverFor(({ ada, grace }) => ({
      ACCESS_MODE: 'owner-only',
      ADMINS: String(ada),
      ALLOWED_USERS: String(grace),
    }))
    expect((await sendAsGrace()).text).toBe('This bot works for its owner only.')
    expect(server.copies).toEqual([])
    expect((await sendAsAda()).text).toMatch(LINK)
  })

  it('for everybody takes files of everybody, though there is a list', async () => {
    const { sendAsGrace } = await serverFor(({ ada }) => ({ ACCESS_MODE: 'public', ALLOWED_USERS: String(ada) }))
    expect((await sendAsGrace()).text).toMatch(LINK)
  })
})

describe('a bot for members of a channel', () => {
  it('shows others the way in, and takes the same file once they have joined, and not when they have left', async () => {
    const clock = { nowMs: Date.now(), now: () => clock.nowMs }
    const server = await TestServer.create({
      workers: 1,
      env: { FORCE_SUB_CHANNEL: '@ada_news' },
      start: { clock },
    })
    const { world } = server.sim
    const news = world.createChannel({ title: 'News', username: 'ada_news', creatorId: server.logChannel.creatorId })
    world.promote(news.id, server.bot.id, ['inviteUsers'])
    const file = world.putSyntheticFile(1000, 'seed', { mimeType: 'video/mp4' })

    const refused = await server.ask({ media: file.id })
    expect(refused.text).toBe('I work for members only. Please join, and then press "Check again":\n• News')
    const [join, checkAgain] = refused.buttons
    expect(join).toEqual([{ text: 'Join News', url: 'https://t.me/ada_news' }])
    expect(checkAgain?.map(({ text }) => text)).toEqual(['Check again'])
    expect(server.copies).toEqual([])

    world.join(news.id, server.ada.id)
    clock.nowMs += 3000
    expect((await server.ask({ media: file.id })).text).toMatch(LINK)
    world.leave(news.id, server.ada.id)
    clock.nowMs += 300_000
    expect((await server.ask({ media: file.id })).text).toContain('I work for members only')
  })

  it('that is private sends others to its owner; admins need not join', async () => {
    const server = await TestServer.create({ workers: 1 })
    const { world } = server.sim
    const club = world.createChannel({ title: 'Club', creatorId: server.logChannel.creatorId })
    world.promote(club.id, server.bot.id, ['inviteUsers'])
    const grace = world.createUser({ firstName: 'Grace' })
    await server.restart({ FORCE_SUB_CHANNEL: `-100${club.id}`, ADMINS: String(server.ada.id) })
    const file = world.putSyntheticFile(1000, 'seed', { mimeType: 'video/mp4' })
    expect((await server.ask({ media: file.id }, grace)).text).toContain(
      '• Club (ask the owner of this bot for an invitation)',
    )
    expect((await server.ask({ media: file.id })).text).toMatch(LINK)
  })

  it('refuses everybody while it is no admin there, and says in the log what to do', async () => {
    const server = await TestServer.create({ workers: 1, env: { FORCE_SUB_CHANNEL: '@ada_news' } })
    const { world } = server.sim
    const news = world.createChannel({ title: 'News', username: 'ada_news', creatorId: server.logChannel.creatorId })
    world.join(news.id, server.ada.id)
    const file = world.putSyntheticFile(1000, 'seed', { mimeType: 'video/mp4' })
    expect((await server.ask({ media: file.id })).text).toContain('Telegram does not tell me just now')
    expect(server.log).toMatch(/@ada_news, which FORCE_SUB_CHANNEL names: (promote|add) it/)
  })
})

describe('a program that is declared as a picture', () => {
  const picture = { kind: 'document', name: 'cat.png', mimeType: 'image/png' } as const

  it.each([
    ['programs are denied', { DENIED_TYPES: '.exe' }],
    ['only pictures are allowed', { ALLOWED_TYPES: 'image/*' }],
  ])('is not taken where %s; a picture is', async (_, env) => {
    const server = await TestServer.create({ workers: 1, env: { ...env, MAX_LINKS_PER_DAY: '1' } })
    const { world } = server.sim
    const program = world.putFile(PROGRAM, picture)
    for (let i = 0; i < 2; i++) {
      const { text } = await server.ask({ media: program.id })
      expect(text).toMatch(/^Files of this type \(application\/x-msdownload\) are not taken here\./)
    }
    const made = await server.link(PNG, picture)
    const shown = await read(made.stream)
    expect([shown.headers.get('content-type'), shown.body.equals(PNG)]).toEqual(['image/png', true])
  })

  it('is taken where nobody minds, and is called what it is said to be', async () => {
    const server = await TestServer.create({ workers: 1 })
    const made = await server.link(PROGRAM, picture)
    const shown = await read(made.stream)
    expect([shown.headers.get('content-type'), shown.headers.get('x-content-type-options')]).toEqual([
      'image/png',
      'nosniff',
    ])
    expect(shown.body.equals(PROGRAM)).toBe(true)
  })
})
