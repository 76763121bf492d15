import { createHash } from 'node:crypto'
import Long from 'long'
import type { tl } from '@mtcute/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../world/account.js'
import type { FileRecord } from '../../world/file-record.js'
import { userPeer } from '../../world/peer.js'
import { SyntheticContent } from '../../world/synthetic-content.js'
import { freshRandomId, inputPeerUser, sentMessage, TestServices, type TestClient } from '../services.fixture.js'

const MIB = 1_048_576
const PART = 524_288

let services: TestServices
let ann: Account
let bot: Account
let asAnn: TestClient
let asBot: TestClient

beforeEach(() => {
  services = new TestServices({ fileReferenceLifetimeMs: 60_000 })
  ann = services.world.createUser()
  bot = services.world.createBot()
  asAnn = services.client(ann)
  asBot = services.client(bot)
  services.world.startBot(ann.id, bot.id)
})
afterEach(() => services.world[Symbol.asyncDispose]())

/** The file as the bot is shown it in a message. */
async function shown(file: FileRecord): Promise<tl.RawDocument | tl.RawPhoto> {
  services.world.sendAs(ann.id, userPeer(bot.id), { media: file.id })
  const id = [{ _: 'inputMessageID' as const, id: bot.mailbox.topId }]
  const read = await asBot.call({ _: 'messages.getMessages', id })
  const message = 'messages' in read ? read.messages[0] : undefined
  if (message?._ !== 'message') throw new Error('no message')
  const { media } = message
  if (media?._ === 'messageMediaDocument' && media.document?._ === 'document') return media.document
  if (media?._ === 'messageMediaPhoto' && media.photo?._ === 'photo') return media.photo
  throw new Error('no file')
}

function locationOf(file: tl.RawDocument | tl.RawPhoto, thumbSize = ''): tl.TypeInputFileLocation {
  const { id, accessHash, fileReference } = file
  const _ = file._ === 'photo' ? ('inputPhotoFileLocation' as const) : ('inputDocumentFileLocation' as const)
  return { _, id, accessHash, fileReference, thumbSize }
}

function getFile(client: TestClient, location: tl.TypeInputFileLocation, offset = 0, limit = MIB, precise?: boolean) {
  return client.call({ _: 'upload.getFile', location, offset, limit, precise })
}

async function bytesOf(answer: Promise<tl.upload.TypeFile>): Promise<Buffer> {
  const file = await answer
  if (file._ !== 'upload.file') throw new Error(file._)
  return Buffer.from(file.bytes)
}

describe('upload.getFile', () => {
  it('gives the bytes asked for, fewer at the end, none after it', async () => {
    const file = services.world.putSyntheticFile(3 * MIB + 5, 'seed', { name: 'a.bin' })
    const location = locationOf(await shown(file))
    const content = new SyntheticContent(3 * MIB + 5, 'seed')
    expect(await bytesOf(getFile(asBot, location, 2 * MIB + 4096, 8192))).toEqual(content.read(2 * MIB + 4096, 8192))
    expect(await bytesOf(getFile(asBot, location, 3 * MIB))).toEqual(content.read(3 * MIB, 5))
    expect(await bytesOf(getFile(asBot, location, 4 * MIB))).toHaveLength(0)
  })

  it.each([
    [100, 4096, undefined, 'OFFSET_INVALID'],
    [-4096, 4096, undefined, 'OFFSET_INVALID'],
    [1024, 4096, undefined, 'OFFSET_INVALID'],
    [0, 0, undefined, 'LIMIT_INVALID'],
    [0, 1000, undefined, 'LIMIT_INVALID'],
    [0, 12_288, undefined, 'LIMIT_INVALID'],
    [0, 2 * MIB, undefined, 'LIMIT_INVALID'],
    [MIB - 4096, 8192, undefined, 'LIMIT_INVALID'],
    [100, 1024, true, 'OFFSET_INVALID'],
    [0, 1000, true, 'LIMIT_INVALID'],
    [MIB - 1024, 2048, true, 'LIMIT_INVALID'],
  ])('refuses offset %i, limit %i, precise %s', async (offset, limit, precise, text) => {
    const location = locationOf(await shown(services.world.putSyntheticFile(3 * MIB, 'seed')))
    await expect(getFile(asBot, location, offset, limit, precise)).rejects.toMatchObject({ code: 400, text })
  })

  it.each([
    [1024, 1024],
    [MIB - 3072, 3072],
    [MIB, MIB],
  ])('takes offset %i and limit %i with precise', async (offset, limit) => {
    const location = locationOf(await shown(services.world.putSyntheticFile(3 * MIB, 'seed')))
    expect(await bytesOf(getFile(asBot, location, offset, limit, true))).toHaveLength(limit)
  })

  it('sends the caller to the data centre that has the file', async () => {
    const location = locationOf(await shown(services.world.putSyntheticFile(MIB, 'seed', { dcId: 3 })))
    await expect(getFile(asBot, location)).rejects.toMatchObject({ code: 303, text: 'FILE_MIGRATE_3' })
    const there = services.client(bot, { dcId: 3 })
    expect(await bytesOf(getFile(there, location))).toHaveLength(MIB)
  })

  it('minds whose access hash and reference it is given', async () => {
    const location = locationOf(await shown(services.world.putSyntheticFile(MIB, 'seed')))
    await expect(getFile(asAnn, location)).rejects.toMatchObject({ text: 'FILE_ID_INVALID' })
    const forged = { ...location, fileReference: new Uint8Array(25) }
    await expect(getFile(asBot, forged)).rejects.toMatchObject({ text: 'FILE_REFERENCE_INVALID' })
    const empty = { ...location, fileReference: new Uint8Array(0) }
    await expect(getFile(asBot, empty)).rejects.toMatchObject({ text: 'FILE_REFERENCE_EMPTY' })
    await expect(getFile(services.client(), location)).rejects.toMatchObject({ text: 'AUTH_KEY_UNREGISTERED' })
  })

  it('lets references expire with time, and when told to; the message gives a fresh one', async () => {
    const file = services.world.putSyntheticFile(MIB, 'seed')
    const first = locationOf(await shown(file))
    services.clock.advance(61_000)
    await expect(getFile(asBot, first)).rejects.toMatchObject({ text: 'FILE_REFERENCE_EXPIRED' })
    const second = locationOf(await shown(file))
    services.world.expireFileReferences(file.id)
    await expect(getFile(asBot, second)).rejects.toMatchObject({ text: 'FILE_REFERENCE_EXPIRED' })
    await getFile(asBot, locationOf(await shown(file)))
  })

  it('gives every size of a photo, the largest being what was sent', async () => {
    const bytes = Buffer.from(new SyntheticContent(50_000, 'jpeg').read(0, 50_000))
    const photo = await shown(services.world.putFile(bytes, { kind: 'photo', width: 1600, height: 900 }))
    if (photo._ !== 'photo') throw new Error('not a photo')
    expect(photo.sizes).toMatchObject([
      { type: 'm', w: 320, h: 180 },
      { type: 'x', w: 800 },
      { type: 'y', w: 1600 },
    ])
    expect(await bytesOf(getFile(asBot, locationOf(photo, 'y')))).toEqual(bytes)
    const small = photo.sizes[0]
    expect(await bytesOf(getFile(asBot, locationOf(photo, 'm')))).toHaveLength(
      small && 'size' in small ? small.size : 0,
    )
    await expect(getFile(asBot, locationOf(photo, 'w'))).rejects.toMatchObject({ text: 'LOCATION_INVALID' })
  })

  it('gives a video its thumbnail', async () => {
    const video = await shown(services.world.putSyntheticFile(MIB, 'seed', { kind: 'video' }))
    const thumb = await bytesOf(getFile(asBot, locationOf(video, 'm')))
    expect(thumb.length).toBeGreaterThan(0)
  })
})

describe('uploads', () => {
  const content = new SyntheticContent(2 * PART + 1000, 'upload')
  const part = (index: number) => content.read(index * PART, PART)

  function sendDocument(file: tl.TypeInputFile) {
    const media: tl.TypeInputMedia = {
      _: 'inputMediaUploadedDocument',
      file,
      mimeType: 'video/mp4',
      attributes: [
        { _: 'documentAttributeVideo', duration: 3.5, w: 640, h: 360 },
        { _: 'documentAttributeFilename', fileName: 'clip.mp4' },
      ],
    }
    const peer = inputPeerUser(services.world, bot, ann)
    return asBot.call({ _: 'messages.sendMedia', peer, media, message: 'caption', randomId: freshRandomId() })
  }

  function saveBig(filePart: number, bytes = part(filePart), fileTotalParts = 3) {
    return asBot.call({ _: 'upload.saveBigFilePart', fileId: Long.ONE, filePart, fileTotalParts, bytes })
  }

  async function storedBytes(): Promise<Buffer> {
    const { media } = services.world.readChat(ann.id, userPeer(bot.id)).at(-1) ?? {}
    const stored = services.world.file(media?.fileId ?? '').content
    const parts: Uint8Array[] = []
    for (let offset = 0; offset < stored.size; offset += MIB) parts.push(await stored.read(offset, MIB))
    return Buffer.concat(parts)
  }

  const big = { _: 'inputFileBig', id: Long.ONE, parts: 3, name: 'clip.mp4' } as const

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0, 1]]])('of parts in the order %j become the file', async (order) => {
    for (const index of order) await saveBig(index)
    const message = sentMessage(await sendDocument(big))
    expect(message).toMatchObject({
      message: 'caption',
      media: { video: true, document: { mimeType: 'video/mp4', size: content.size, dcId: 2 } },
    })
    expect((await storedBytes()).equals(content.read(0, content.size))).toBe(true)
  })

  it('of parts sent at the same time become the file', async () => {
    await Promise.all([2, 0, 1].map((index) => saveBig(index)))
    await sendDocument(big)
    expect((await storedBytes()).equals(content.read(0, content.size))).toBe(true)
  })

  it('may be named twice, as a client does that repeats a failed call', async () => {
    for (const index of [0, 1, 2]) await saveBig(index)
    await sendDocument(big)
    await sendDocument(big)
    expect((await storedBytes()).equals(content.read(0, content.size))).toBe(true)
  })

  it('that lack a part say which', async () => {
    await saveBig(0)
    await saveBig(2)
    await expect(sendDocument(big)).rejects.toMatchObject({ text: 'FILE_PART_1_MISSING' })
  })

  it('are nobody else’s', async () => {
    for (const index of [0, 1, 2]) await saveBig(index)
    const media = { _: 'inputMediaUploadedPhoto', file: big } as const
    const peer = inputPeerUser(services.world, ann, bot)
    const stolen = asAnn.call({ _: 'messages.sendMedia', peer, media, message: '', randomId: freshRandomId() })
    await expect(stolen).rejects.toMatchObject({ text: 'FILE_PART_0_MISSING' })
  })

  it.each([
    ['an empty part', 0, 0, 3, 'FILE_PART_EMPTY'],
    ['a part over 512 KiB', 0, PART + 1024, 3, 'FILE_PART_TOO_BIG'],
    ['a part of an odd size', 0, 1000, 3, 'FILE_PART_SIZE_INVALID'],
    ['a part size that does not divide 512 KiB', 0, 3072, 3, 'FILE_PART_SIZE_INVALID'],
    ['a part after the last', 3, 1024, 3, 'FILE_PART_INVALID'],
    ['more than 2 GB from a bot', 0, PART, 4001, 'FILE_PARTS_INVALID'],
  ])('refuse %s', async (_, index, size, total, text) => {
    await expect(saveBig(index, new Uint8Array(size), total)).rejects.toMatchObject({ code: 400, text })
  })

  it('refuse a part of another size than the first', async () => {
    await saveBig(0)
    await expect(saveBig(1, new Uint8Array(PART / 2))).rejects.toMatchObject({ text: 'FILE_PART_SIZE_CHANGED' })
  })

  it('up to 4 GB are for Premium', async () => {
    const rich = services.client(services.world.createUser({ premium: true }))
    const request = { _: 'upload.saveBigFilePart', fileId: Long.ONE, filePart: 0, fileTotalParts: 8000 } as const
    await expect(rich.call({ ...request, bytes: new Uint8Array(PART) })).resolves.toBe(true)
    await expect(asAnn.call({ ...request, bytes: new Uint8Array(PART) })).rejects.toMatchObject({
      text: 'FILE_PARTS_INVALID',
    })
  })

  it('of small files are checked against their MD5', async () => {
    const bytes = Buffer.from('hello')
    await asBot.call({ _: 'upload.saveFilePart', fileId: Long.ONE, filePart: 0, bytes })
    const file = { _: 'inputFile', id: Long.ONE, parts: 1, name: 'hello.txt' } as const
    const md5Checksum = createHash('md5').update(bytes).digest('hex')
    const altered = sendDocument({ ...file, md5Checksum: md5Checksum.replace(/./g, '0') })
    await expect(altered).rejects.toMatchObject({ text: 'MD5_CHECKSUM_INVALID' })
    await sendDocument({ ...file, md5Checksum })
    expect((await storedBytes()).toString()).toBe('hello')
  })

  it('are stored at the uploader’s home', async () => {
    const far = services.world.createUser({ homeDcId: 3 })
    const client = services.client(far, { dcId: 3 })
    await client.call({ _: 'upload.saveFilePart', fileId: Long.ONE, filePart: 0, bytes: Buffer.from('x') })
    const file = { _: 'inputFile', id: Long.ONE, parts: 1, name: 'x', md5Checksum: '' } as const
    const media = { _: 'inputMediaUploadedPhoto', file } as const
    const uploaded = await client.call({ _: 'messages.uploadMedia', peer: { _: 'inputPeerSelf' }, media })
    expect(uploaded).toMatchObject({ photo: { dcId: 3 } })
  })
})
