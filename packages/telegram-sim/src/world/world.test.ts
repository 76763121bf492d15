import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seededRandomness } from '../clock.js'
import type { Account } from './account.js'
import { ManualClock } from '../clock.fixture.js'
import { channelPeer, userPeer } from './peer.js'
import { World } from './world.js'

let world: World
let dir: string
let ann: Account
let bot: Account

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'world-test-'))
  world = new World({ clock: new ManualClock(), randomness: seededRandomness('world'), tempDir: dir })
  ann = world.createUser({ firstName: 'Ann', username: 'ann_example' })
  bot = world.createBot({ username: 'example_bot' })
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
})

describe('people', () => {
  it('are told apart by public names, compared without case', () => {
    expect(world.findUsername('@Ann_Example')).toEqual(userPeer(ann.id))
    expect(() => world.createBot({ username: 'ANN_example' })).toThrow('USERNAME_OCCUPIED')
    expect(world.findUsername('nobody_here')).toBeNull()
  })

  it('send files that others see as what they are', () => {
    const file = world.putSyntheticFile(2 ** 32, 'huge', {
      kind: 'video',
      name: 'film.mkv',
      mimeType: 'video/x-matroska',
    })
    world.sendAs(ann.id, userPeer(bot.id), { media: file.id, text: 'look' })
    const [message] = world.readChat(bot.id, userPeer(ann.id))
    const media = { kind: 'video', fileId: file.id, name: 'film.mkv', mimeType: 'video/x-matroska', sizeBytes: 2 ** 32 }
    expect(message).toMatchObject({ text: 'look', senderId: ann.id, out: false, media })
  })

  it('send files from disk', async () => {
    const path = join(dir, 'note.txt')
    await writeFile(path, 'hello, disk')
    const { content } = await world.putFileFromDisk(path, { name: 'note.txt' })
    expect(Buffer.from(await content.read(7, 100)).toString()).toBe('disk')
  })

  it('cannot send nothing, or too many at once', () => {
    expect(() => world.sendAs(ann.id, userPeer(bot.id), {})).toThrow('MESSAGE_EMPTY')
    const drafts = Array.from({ length: 11 }, () => ({ text: 'x' }))
    expect(() => world.sendAlbum(ann.id, userPeer(bot.id), drafts)).toThrow('MULTI_MEDIA_TOO_LONG')
  })

  it('who block a bot cannot be written to by it', () => {
    world.startBot(ann.id, bot.id)
    world.block(ann.id, bot.id)
    expect(() => world.sendAs(bot.id, userPeer(ann.id), { text: 'hi' })).toThrow('USER_IS_BLOCKED')
  })
})

describe('nextMessage', () => {
  it('gives the first that matches, in that chat, for that viewer', async () => {
    const { signal } = new AbortController()
    const reply = world.nextMessage(ann.id, userPeer(bot.id), ({ out }) => !out, signal)
    world.startBot(ann.id, bot.id)
    const channel = world.createChannel({ title: 'noise', creatorId: ann.id })
    world.sendAs(ann.id, channelPeer(channel.id), { text: 'noise' })
    world.sendAs(bot.id, userPeer(ann.id), { text: 'welcome' })
    await expect(reply).resolves.toMatchObject({ text: 'welcome', id: 2 })
  })

  it('sees edits', async () => {
    world.startBot(ann.id, bot.id)
    const { id } = world.sendAs(bot.id, userPeer(ann.id), { text: 'working' })
    const done = world.nextMessage(
      ann.id,
      userPeer(bot.id),
      ({ text }) => text === 'done',
      new AbortController().signal,
    )
    world.editAs(bot.id, userPeer(ann.id), id, { text: 'done' })
    await expect(done).resolves.toMatchObject({ editDate: expect.any(Number) as number })
  })

  it('stops waiting when told to', async () => {
    const giveUp = new AbortController()
    const never = world.nextMessage(ann.id, userPeer(bot.id), () => true, giveUp.signal)
    giveUp.abort()
    await expect(never).rejects.toThrow('given up')
  })
})

it('draws the same ids and hashes from the same seed', () => {
  const [one, two] = [1, 2].map(() => {
    const twin = new World({ clock: new ManualClock(), randomness: seededRandomness('twin') })
    const user = twin.createUser()
    const file = twin.putSyntheticFile(10, 'x')
    return [file.id, twin.createBot().token, twin.accessHashes.hashFor(user.id, 'file', file.id).toString()]
  })
  expect(one).toEqual(two)
})

it('leaves no temporary file behind', async () => {
  const part = { index: 0, total: 2, bytes: new Uint8Array(1024) }
  await world.uploads.saveBig(ann, '1', part)
  expect(await readdir(dir)).toHaveLength(1)
  await world[Symbol.asyncDispose]()
  expect(await readdir(dir)).toEqual([])
})
