/** A message's media as StreamBot's `MediaFile`, and where one account finds its bytes. */
import type { tl } from '@mtcute/core'
import { extensionFor } from '../../core/content-type.js'
import type { MediaFile, MediaKind } from '../../core/media-file.js'
import { MAX_THUMBNAIL_BYTES } from '../../ports/thumbnails.js'

/** What `upload.getFile` needs: valid for the account that saw the message, until the file reference expires. */
export interface FileLocation {
  readonly dcId: number
  readonly input: tl.TypeInputFileLocation
}

export interface LocatedFile {
  readonly file: MediaFile
  readonly location: FileLocation
  /** null: Telegram keeps none that is small enough. */
  readonly thumbnail: LocatedThumbnail | null
}

/** A picture of the file, at a data centre of its own. */
export interface LocatedThumbnail {
  readonly location: FileLocation
  readonly sizeBytes: number
}

/** As large as it is shown on a page. */
const MAX_THUMBNAIL_SIDE = 1280

/** null: the media holds no file that can be streamed (poll, contact, expired photo …). */
export function readMedia(media: tl.TypeMessageMedia | undefined): LocatedFile | null {
  switch (media?._) {
    case 'messageMediaDocument':
      return media.document?._ === 'document' ? readDocument(media.document, media.videoCover) : null
    case 'messageMediaPhoto':
      return media.photo?._ === 'photo' ? readPhoto(media.photo) : null
    default:
      return null
  }
}

function readDocument(document: tl.RawDocument, cover: tl.TypePhoto | undefined): LocatedFile {
  const traits = readAttributes(document.attributes)
  const mimeType = (document.mimeType || 'application/octet-stream').toLowerCase()
  return {
    file: {
      kind: traits.kind,
      name: traits.fileName ?? defaultName(traits, mimeType, document.date),
      mimeType,
      sizeBytes: document.size,
      telegramFileId: document.id.toString(),
      durationSeconds: traits.durationSeconds,
      width: traits.width,
      height: traits.height,
    },
    location: {
      dcId: document.dcId,
      input: {
        _: 'inputDocumentFileLocation',
        id: document.id,
        accessHash: document.accessHash,
        fileReference: document.fileReference,
        thumbSize: '',
      },
    },
    // Somebody chose the cover (core.telegram.org/constructor/messageMediaDocument); the rest is made of the film.
    thumbnail:
      (cover?._ === 'photo' ? thumbnailIn(cover, cover.sizes) : null) ?? thumbnailIn(document, document.thumbs),
  }
}

/** The largest that is no larger than a page needs (core.telegram.org/api/files#image-thumbnail-types). */
function thumbnailIn(
  of: tl.RawDocument | tl.RawPhoto,
  sizes: readonly tl.TypePhotoSize[] = [],
): LocatedThumbnail | null {
  const [largest] = byFallingArea(sizes).filter(
    ({ bytes, width, height }) =>
      bytes > 0 && bytes <= MAX_THUMBNAIL_BYTES && Math.max(width, height) <= MAX_THUMBNAIL_SIDE,
  )
  if (!largest) return null
  const { id, accessHash, fileReference, dcId } = of
  const _ = of._ === 'photo' ? 'inputPhotoFileLocation' : 'inputDocumentFileLocation'
  const input = { _, id, accessHash, fileReference, thumbSize: largest.type } as const
  return { location: { dcId, input }, sizeBytes: largest.bytes }
}

interface Traits {
  readonly kind: MediaKind
  readonly fileName: string | null
  /** `Performer - Title` of a piece of music. */
  readonly title: string | null
  readonly durationSeconds: number | null
  readonly width: number | null
  readonly height: number | null
}

function readAttributes(attributes: readonly tl.TypeDocumentAttribute[]): Traits {
  const find = <Name extends tl.TypeDocumentAttribute['_']>(name: Name) =>
    attributes.find((it): it is tl.FindByName<tl.TypeDocumentAttribute, Name> => it._ === name)
  const video = find('documentAttributeVideo')
  const audio = find('documentAttributeAudio')
  const image = find('documentAttributeImageSize')
  return {
    kind: kindOf({
      video,
      audio,
      animated: !!find('documentAttributeAnimated'),
      sticker: !!find('documentAttributeSticker'),
    }),
    fileName: find('documentAttributeFilename')?.fileName || null,
    title: audioTitle(audio),
    durationSeconds: video?.duration ?? audio?.duration ?? null,
    width: video?.w ?? image?.w ?? null,
    height: video?.h ?? image?.h ?? null,
  }
}

function kindOf(found: {
  video: tl.RawDocumentAttributeVideo | undefined
  audio: tl.RawDocumentAttributeAudio | undefined
  animated: boolean
  sticker: boolean
}): MediaKind {
  if (found.sticker) return 'sticker'
  if (found.animated) return 'animation'
  if (found.video) return found.video.roundMessage ? 'video_note' : 'video'
  if (found.audio) return found.audio.voice ? 'voice' : 'audio'
  return 'document'
}

function audioTitle(audio: tl.RawDocumentAttributeAudio | undefined): string | null {
  const parts = [audio?.performer, audio?.title].filter(Boolean)
  return parts.length > 0 ? parts.join(' - ') : null
}

/** The largest version of a photo; Telegram keeps photos as JPEG. Bytes do not tell: a small picture may compress badly. */
function readPhoto(photo: tl.RawPhoto): LocatedFile | null {
  const [largest] = byFallingArea(photo.sizes)
  if (!largest) return null
  return {
    file: {
      kind: 'photo',
      name: defaultName({ kind: 'photo', title: null }, 'image/jpeg', photo.date),
      mimeType: 'image/jpeg',
      sizeBytes: largest.bytes,
      telegramFileId: photo.id.toString(),
      durationSeconds: null,
      width: largest.width,
      height: largest.height,
    },
    location: {
      dcId: photo.dcId,
      input: {
        _: 'inputPhotoFileLocation',
        id: photo.id,
        accessHash: photo.accessHash,
        fileReference: photo.fileReference,
        thumbSize: largest.type,
      },
    },
    thumbnail: null,
  }
}

function byFallingArea(sizes: readonly tl.TypePhotoSize[]): PhotoVersion[] {
  const area = (version: PhotoVersion) => version.width * version.height
  return sizes.flatMap((size) => measure(size) ?? []).sort((a, b) => area(b) - area(a) || b.bytes - a.bytes)
}

interface PhotoVersion {
  readonly type: string
  readonly bytes: number
  readonly width: number
  readonly height: number
}

function measure(size: tl.TypePhotoSize): PhotoVersion | null {
  switch (size._) {
    case 'photoSize':
      return { type: size.type, bytes: size.size, width: size.w, height: size.h }
    case 'photoSizeProgressive':
      return { type: size.type, bytes: Math.max(...size.sizes), width: size.w, height: size.h }
    default:
      return null
  }
}

/** `Band - Song.mp3`, `video_2026-11-23_10-15-00.mp4`: what a person without a name for it would call it. UTC. */
function defaultName({ kind, title }: Pick<Traits, 'kind' | 'title'>, mimeType: string, dateSeconds: number): string {
  const stamp = new Date(dateSeconds * 1000).toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
  return `${title ?? `${kind === 'document' ? 'file' : kind}_${stamp}`}${extensionFor(mimeType) || '.bin'}`
}
