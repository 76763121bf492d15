import Long from 'long'
import type { tl } from '@mtcute/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../world/account.js'
import type { FileKind } from '../../world/file-record.js'
import { userPeer } from '../../world/peer.js'
import { freshRandomId, inputPeerUser, sentMessage, TestServices, type TestClient } from '../services.fixture.js'

let services: TestServices
let ann: Account
let bot: Account
let asAnn: TestClient
let asBot: TestClient

beforeEach(() => {
  services = new TestServices()
  ann = services.world.createUser({ phone: '15550123' })
  bot = services.world.createBot()
  asAnn = services.client(ann)
  asBot = services.client(bot)
  services.world.startBot(ann.id, bot.id)
})

function sendToAnn(media: tl.TypeInputMedia, message = '') {
  const peer = inputPeerUser(services.world, bot, ann)
  return asBot.call({ _: 'messages.sendMedia', peer, media, message, randomId: freshRandomId() })
}

/** A stored file as one account may name it. */
function inputDocument(viewer: Account, fileId: string): tl.RawInputDocument {
  const accessHash = services.world.accessHashes.hashFor(viewer.id, 'file', fileId)
  const fileReference = services.world.fileReferences.issue(viewer.id, fileId)
  return { _: 'inputDocument', id: Long.fromString(fileId), accessHash, fileReference }
}

async function upload(fileId: number, bytes: Uint8Array): Promise<tl.RawInputFile> {
  const id = Long.fromNumber(fileId)
  await asBot.call({ _: 'upload.saveFilePart', fileId: id, filePart: 0, bytes })
  return { _: 'inputFile', id, parts: 1, name: 'part', md5Checksum: '' }
}

describe('a file already on Telegram', () => {
  it('is sent again without an upload, and is the same file', async () => {
    const file = services.world.putSyntheticFile(1000, 'known', { name: 'known.bin' })
    await sendToAnn({ _: 'inputMediaDocument', id: inputDocument(bot, file.id) }, 'again')
    const [message] = services.world.readChat(ann.id, userPeer(bot.id)).slice(-1)
    expect(message).toMatchObject({ text: 'again', media: { fileId: file.id, name: 'known.bin' } })
  })

  it('that is still being sent under a random id is not sent a second time under it', async () => {
    const file = await upload(7, Buffer.alloc(1000, 7))
    const media: tl.TypeInputMedia = { _: 'inputMediaUploadedDocument', file, mimeType: 'text/plain', attributes: [] }
    const peer = inputPeerUser(services.world, bot, ann)
    const request = { _: 'messages.sendMedia', peer, media, message: '', randomId: freshRandomId() } as const
    const [first, second] = await Promise.allSettled([asBot.call(request), asBot.call(request)])
    expect(first).toMatchObject({ status: 'fulfilled' })
    expect(second).toMatchObject({ reason: { code: 500, text: 'RANDOM_ID_DUPLICATE' } })
    expect(sentMessage(await asBot.call(request)).id).toBe(2)
    expect(services.world.readChat(ann.id, userPeer(bot.id))).toHaveLength(2)
  })

  it('is not sent with somebody else’s hash or an old reference', async () => {
    const file = services.world.putSyntheticFile(1000, 'known')
    const foreign = sendToAnn({ _: 'inputMediaDocument', id: inputDocument(ann, file.id) })
    await expect(foreign).rejects.toMatchObject({ code: 400, text: 'MEDIA_EMPTY' })
    const old = inputDocument(bot, file.id)
    services.world.expireFileReferences()
    await expect(sendToAnn({ _: 'inputMediaDocument', id: old })).rejects.toMatchObject({
      text: 'FILE_REFERENCE_EXPIRED',
    })
  })

  it('says in an album whose reference was old', async () => {
    const files = ['a', 'b'].map((seed) => services.world.putSyntheticFile(1000, seed).id)
    const [good, old] = files.map((id) => inputDocument(bot, id))
    services.world.expireFileReferences(files[1])
    const multiMedia = [good, old].map((id) => ({
      _: 'inputSingleMedia' as const,
      media: { _: 'inputMediaDocument' as const, id: id ?? { _: 'inputDocumentEmpty' as const } },
      randomId: freshRandomId(),
      message: '',
    }))
    const sent = asBot.call({ _: 'messages.sendMultiMedia', peer: inputPeerUser(services.world, bot, ann), multiMedia })
    await expect(sent).rejects.toMatchObject({ text: 'FILE_REFERENCE_1_EXPIRED' })
  })
})

describe('a fresh upload', () => {
  it('becomes a photo with sizes', async () => {
    const sent = sentMessage(
      await sendToAnn({ _: 'inputMediaUploadedPhoto', file: await upload(1, Buffer.from('jpeg')) }),
    )
    expect(sent.media).toMatchObject({
      _: 'messageMediaPhoto',
      photo: { dcId: 2, sizes: [{ type: 'm' }, { type: 'x' }, { type: 'y', size: 4 }] },
    })
  })

  it('becomes a document with its attributes and thumbnail', async () => {
    const attributes: tl.TypeDocumentAttribute[] = [
      { _: 'documentAttributeAudio', duration: 61, title: 'Song', performer: 'Band' },
      { _: 'documentAttributeFilename', fileName: '🎵 "x"\n.mp3' },
    ]
    const file = await upload(1, Buffer.from('ID3'))
    const thumb = await upload(2, Buffer.from('thumb'))
    const media = { _: 'inputMediaUploadedDocument' as const, file, thumb, mimeType: 'audio/mpeg', attributes }
    const sent = sentMessage(await sendToAnn(media))
    expect(sent.media).toMatchObject({
      document: { mimeType: 'audio/mpeg', attributes, thumbs: [{ type: 'm', size: 5 }] },
    })
  })

  it('has the cover that was chosen for it, also where it is passed on', async () => {
    const photo = await asBot.call({
      _: 'messages.uploadMedia',
      peer: inputPeerUser(services.world, bot, ann),
      media: { _: 'inputMediaUploadedPhoto', file: await upload(1, Buffer.from('jpeg')) },
    })
    if (photo._ !== 'messageMediaPhoto' || photo.photo?._ !== 'photo') throw new Error('no photo')
    const { id, accessHash, fileReference } = photo.photo
    const videoCover = { _: 'inputPhoto' as const, id, accessHash, fileReference }
    const media = {
      _: 'inputMediaUploadedDocument' as const,
      file: await upload(2, Buffer.from('film')),
      mimeType: 'video/mp4',
      attributes: [{ _: 'documentAttributeVideo' as const, duration: 1, w: 640, h: 360 }],
      videoCover,
    }
    const sent = sentMessage(await sendToAnn(media))
    expect(sent.media).toMatchObject({
      videoCover: { id, sizes: [{ type: 'm' }, { type: 'x' }, { type: 'y', size: 4 }] },
    })
    const peer = inputPeerUser(services.world, bot, ann)
    const passedOn = await asBot.call({
      _: 'messages.forwardMessages',
      fromPeer: peer,
      toPeer: peer,
      id: [sent.id],
      randomId: [freshRandomId()],
    })
    expect(sentMessage(passedOn).media).toMatchObject({ videoCover: { id } })
  })

  it('refuses a caption of more than 1024 characters', async () => {
    const file = await upload(1, Buffer.from('jpeg'))
    const sent = sendToAnn({ _: 'inputMediaUploadedPhoto', file }, 'x'.repeat(1025))
    await expect(sent).rejects.toMatchObject({ text: 'MEDIA_CAPTION_TOO_LONG' })
  })
})

it.each<[FileKind, object]>([
  ['document', { video: undefined, voice: undefined }],
  ['video', { video: true, document: { thumbs: [{ type: 'm' }] } }],
  ['audio', { document: { mimeType: 'audio/mpeg' } }],
  ['voice', { voice: true }],
  ['animation', { document: { attributes: [{ nosound: true }, { _: 'documentAttributeAnimated' }] } }],
  ['sticker', { document: { mimeType: 'image/webp' } }],
  ['videoNote', { video: true, round: true }],
  ['photo', { _: 'messageMediaPhoto' }],
])('a person’s %s looks like one', (kind, expected) => {
  const file = services.world.putSyntheticFile(1000, kind, { kind })
  services.world.sendAs(ann.id, userPeer(bot.id), { media: file.id })
  const message = asBot.news('updateNewMessage').at(-1)?.message
  expect(message).toMatchObject({ media: expected })
})

describe('things that are not files', () => {
  it.each<[tl.TypeInputMedia, object]>([
    [
      { _: 'inputMediaContact', phoneNumber: '15550123', firstName: 'A', lastName: '', vcard: '' },
      { _: 'messageMediaContact', phoneNumber: '15550123' },
    ],
    [
      { _: 'inputMediaGeoPoint', geoPoint: { _: 'inputGeoPoint', lat: 52.1, long: 5.2 } },
      { _: 'messageMediaGeo', geo: { lat: 52.1, long: 5.2 } },
    ],
    [
      { _: 'inputMediaDice', emoticon: '🎲' },
      { _: 'messageMediaDice', emoticon: '🎲' },
    ],
  ])('are kept as they came: %o', async (media, expected) => {
    const peer = inputPeerUser(services.world, ann, bot)
    await asAnn.call({ _: 'messages.sendMedia', peer, media, message: '', randomId: freshRandomId() })
    expect(asBot.news('updateNewMessage').at(-1)?.message).toMatchObject({ media: expected })
    expect(services.world.readChat(bot.id, userPeer(ann.id)).at(-1)?.media).toMatchObject({ kind: 'other' })
  })

  it.each<[tl.TypeInputMedia, string]>([
    [{ _: 'inputMediaEmpty' }, 'MEDIA_EMPTY'],
    [{ _: 'inputMediaDocumentExternal', url: 'https://example.org/' }, 'WEBPAGE_CURL_FAILED'],
    [{ _: 'inputMediaWebPage', url: 'https://example.org/' }, 'MEDIA_INVALID'],
  ])('or that the simulator does not know are refused: %o', async (media, text) => {
    await expect(sendToAnn(media)).rejects.toMatchObject({ code: 400, text })
  })
})
