import { Long, type tl } from '@mtcute/core'
import { describe, expect, it } from 'vitest'
import { readMedia } from './media.js'

const id = Long.fromNumber(77)
const date = Date.UTC(2026, 10, 23, 10, 15) / 1000

function document(
  attributes: tl.TypeDocumentAttribute[],
  overrides: Partial<tl.RawDocument> = {},
): tl.TypeMessageMedia {
  return {
    _: 'messageMediaDocument',
    document: {
      _: 'document',
      id,
      accessHash: Long.ONE,
      fileReference: new Uint8Array([1]),
      date,
      mimeType: 'Video/MP4',
      size: 1000,
      dcId: 4,
      attributes,
      ...overrides,
    },
  }
}

const video: tl.RawDocumentAttributeVideo = { _: 'documentAttributeVideo', duration: 3.5, w: 640, h: 360 }
const audio: tl.RawDocumentAttributeAudio = {
  _: 'documentAttributeAudio',
  duration: 200,
  title: 'Song',
  performer: 'Band',
}
const fileName: tl.RawDocumentAttributeFilename = { _: 'documentAttributeFilename', fileName: 'a.mp4' }

describe('readMedia', () => {
  it('reads a document with everything it says of itself', () => {
    expect(readMedia(document([video, fileName]))).toEqual({
      file: {
        kind: 'video',
        name: 'a.mp4',
        mimeType: 'video/mp4',
        sizeBytes: 1000,
        telegramFileId: '77',
        durationSeconds: 3.5,
        width: 640,
        height: 360,
      },
      location: {
        dcId: 4,
        input: {
          _: 'inputDocumentFileLocation',
          id,
          accessHash: Long.ONE,
          fileReference: new Uint8Array([1]),
          thumbSize: '',
        },
      },
      thumbnail: null,
    })
  })

  it.each<[string, tl.TypeDocumentAttribute[]]>([
    ['document', [fileName]],
    ['video', [video]],
    ['video_note', [{ ...video, roundMessage: true }]],
    ['audio', [audio]],
    ['voice', [{ ...audio, voice: true }]],
    ['animation', [video, { _: 'documentAttributeAnimated' }]],
    ['sticker', [{ _: 'documentAttributeSticker', alt: '', stickerset: { _: 'inputStickerSetEmpty' } }, video]],
  ])('recognises a %s', (kind, attributes) => {
    expect(readMedia(document(attributes))?.file.kind).toBe(kind)
  })

  it('makes up a name where the sender gave none', () => {
    expect(readMedia(document([video]))?.file.name).toBe('video_2026-11-23_10-15-00.mp4')
    expect(readMedia(document([audio], { mimeType: 'audio/mpeg' }))?.file.name).toBe('Band - Song.mp3')
    expect(readMedia(document([], { mimeType: '' }))?.file).toMatchObject({
      name: 'file_2026-11-23_10-15-00.bin',
      mimeType: 'application/octet-stream',
    })
  })

  it('takes the largest version of a photo', () => {
    const photo = readMedia({
      _: 'messageMediaPhoto',
      photo: {
        _: 'photo',
        id,
        accessHash: Long.ONE,
        fileReference: new Uint8Array([1]),
        date,
        dcId: 2,
        sizes: [
          { _: 'photoStrippedSize', type: 'i', bytes: new Uint8Array(5000) },
          { _: 'photoSize', type: 'm', w: 320, h: 200, size: 9000 },
          { _: 'photoSizeProgressive', type: 'y', w: 1280, h: 800, sizes: [100, 4000, 2000] },
        ],
      },
    })
    expect(photo?.file).toMatchObject({ kind: 'photo', mimeType: 'image/jpeg', sizeBytes: 4000, width: 1280 })
    expect(photo?.location.input).toMatchObject({ _: 'inputPhotoFileLocation', thumbSize: 'y' })
  })

  it('finds no file in what holds none', () => {
    expect(readMedia(undefined)).toBeNull()
    expect(readMedia({ _: 'messageMediaDocument' })).toBeNull()
    expect(readMedia({ _: 'messageMediaPhoto', photo: { _: 'photoEmpty', id } })).toBeNull()
    expect(
      readMedia({ _: 'messageMediaContact', phoneNumber: '', firstName: '', lastName: '', vcard: '', userId: 1 }),
    ).toBeNull()
  })
})

describe('the thumbnail of a document', () => {
  const size = (type: string, w: number, h: number, bytes = 9000): tl.RawPhotoSize => ({
    _: 'photoSize',
    type,
    w,
    h,
    size: bytes,
  })
  const thumbnailOf = (thumbs: tl.TypePhotoSize[], cover?: tl.TypePhoto) => {
    const media = document([video], { thumbs }) as tl.RawMessageMediaDocument
    return readMedia(cover ? { ...media, videoCover: cover } : media)?.thumbnail
  }

  it('is the largest that a page has room for, at the place of the document', () => {
    const stripped: tl.TypePhotoSize = { _: 'photoStrippedSize', type: 'i', bytes: new Uint8Array(30) }
    const thumbs = [stripped, size('m', 320, 180), size('y', 1280, 720, 90_000), size('w', 2560, 1440, 400_000)]
    expect(thumbnailOf(thumbs)).toEqual({
      location: {
        dcId: 4,
        input: {
          _: 'inputDocumentFileLocation',
          id,
          accessHash: Long.ONE,
          fileReference: new Uint8Array([1]),
          thumbSize: 'y',
        },
      },
      sizeBytes: 90_000,
    })
  })

  it('is the cover that somebody chose, at a place of its own', () => {
    const reference = new Uint8Array([2])
    const photo = { _: 'photo', id: Long.fromNumber(78), accessHash: Long.ZERO, fileReference: reference } as const
    const cover: tl.RawPhoto = { ...photo, date, dcId: 5, sizes: [size('x', 800, 450, 40_000)] }
    expect(thumbnailOf([size('y', 1280, 720)], cover)).toMatchObject({
      location: { dcId: 5, input: { _: 'inputPhotoFileLocation', fileReference: reference, thumbSize: 'x' } },
      sizeBytes: 40_000,
    })
  })

  it.each<[string, tl.TypePhotoSize[]]>([
    ['there is none', []],
    ['it is too large', [size('w', 1281, 720)]],
    ['it has too many bytes', [size('y', 1280, 720, 512 * 1024 + 1)]],
    ['it has none', [size('m', 320, 180, 0)]],
    ['there is but a hint of one', [{ _: 'photoStrippedSize', type: 'i', bytes: new Uint8Array(30) }]],
  ])('is none where %s', (_why, thumbs) => {
    expect(thumbnailOf(thumbs)).toBeNull()
  })
})
