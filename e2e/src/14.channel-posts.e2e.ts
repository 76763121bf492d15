/** Files that are posted in channels get buttons with their links, where the operator wants it and the bot may. */
import { channelPeer, type ChatMessage } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { Person } from './14.person.js'
import { read } from './readers.js'
import { TestServer } from './test-server.js'

const ON = { CHANNEL_POST_BUTTONS: 'on' }

async function setUp(rights: readonly ('editMessages' | 'postMessages')[] = ['editMessages']) {
  const server = await TestServer.create({ workers: 1 })
  const { world } = server.sim
  const author = world.createUser({ firstName: 'Author' })
  const channel = world.createChannel({ title: 'Films', creatorId: author.id })
  world.promote(channel.id, server.bot.id, rights)
  const chat = channelPeer(channel.id)
  const post = (name: string, text = '') => {
    const file = world.putSyntheticFile(1000, name, { name, mimeType: 'video/mp4' })
    return world.sendAs(author.id, chat, { media: file.id, text })
  }
  const look = ({ id, chat }: ChatMessage) => world.readMessage(author.id, chat, id)
  const buttons = async (message: ChatMessage) => {
    await expect.poll(() => look(message)?.buttons.flat().length, { timeout: 10_000 }).toBe(2)
    return look(message)?.buttons.flat() ?? []
  }
  return { server, world, author, chat, post, look, buttons }
}

function urlOf(button: object | undefined): string {
  if (!button || !('url' in button) || typeof button.url !== 'string') throw new Error('There is no address')
  return button.url
}

describe('a file posted in a channel', () => {
  it('gets buttons that download and play it, keeps its words, and is a link of the first admin', async () => {
    const { server, post, look, buttons } = await setUp()
    const admin = Person.new(server, 'Ada')
    await admin.say('/start')
    await server.restart({ ...ON, ADMINS: String(admin.account.id), MAX_LINKS_PER_DAY: '1' })
    const message = post('film.mp4', 'Watch this')
    const [download, watch] = await buttons(message)
    expect([download?.text, watch?.text]).toEqual(['Download', 'Watch'])
    expect((await read(urlOf(download))).headers.get('content-disposition')).toContain('attachment')
    expect((await read(urlOf(watch))).headers.get('content-type')).toContain('text/html')
    expect(look(message)?.text).toBe('Watch this')
    expect(server.copies).toHaveLength(1)
    expect((await admin.say('/files')).text).toContain('1. film.mp4')
  })

  it('of an album gets its own, part by part', async () => {
    const { server, world, author, chat, buttons } = await setUp()
    await server.restart({ ...ON, ADMINS: '1' })
    const files = [1, 2, 3].map((number) =>
      world.putSyntheticFile(1000 + number, `${number}`, { name: `${number}.mp4` }),
    )
    const album = world.sendAlbum(
      author.id,
      chat,
      files.map(({ id }) => ({ media: id })),
    )
    const links = await Promise.all(album.map(async (message) => urlOf((await buttons(message))[0])))
    expect(await Promise.all(links.map(async (link) => (await read(link)).body.length))).toEqual([1001, 1002, 1003])
  })

  it('while the bot was away gets them once it is back, and none a second time', async () => {
    const { server, post, look, buttons } = await setUp()
    await server.restart({ ...ON, ADMINS: '1' })
    await buttons(post('first.mp4'))
    await server.stop()
    const missed = post('missed.mp4')
    await server.start()
    await buttons(missed)
    const { editDate } = look(missed) ?? {}
    await server.restart()
    await buttons(post('last.mp4'))
    expect(look(missed)?.editDate).toBe(editDate)
    expect(server.copies).toHaveLength(3)
    expect(server.sim.counters.read().calls['messages.editMessage']).toBe(3)
  })

  it('is left alone, and not copied, where the bot may not edit, where it is switched off, and in the log channel', async () => {
    const { server, world, author, post, look, buttons } = await setUp(['postMessages'])
    const quiet = post('off.mp4')
    await server.restart({ ...ON, ADMINS: '1' })
    const rightsAsked = () => server.sim.counters.read().calls['channels.getParticipant'] ?? 0
    const before = rightsAsked()
    const forbidden = post('forbidden.mp4')
    await expect.poll(rightsAsked, { timeout: 10_000 }).toBe(before + 1)
    const logged = world.putSyntheticFile(1000, 'log')
    world.sendAs(server.logChannel.creatorId, channelPeer(server.logChannel.id), { media: logged.id })

    const other = world.createChannel({ title: 'Other', creatorId: author.id })
    world.promote(other.id, server.bot.id, ['editMessages'])
    const good = world.putSyntheticFile(1000, 'good')
    await buttons(world.sendAs(author.id, channelPeer(other.id), { media: good.id }))
    expect([quiet, forbidden].map((message) => look(message)?.buttons)).toEqual([[], []])
    expect(server.copies.map(({ media }) => media?.fileId)).toEqual([logged.id, good.id])
  })
})
