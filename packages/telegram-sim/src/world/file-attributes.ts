/** What kind of file a document is lives in its attributes; this file reads them both ways. */
import Long from 'long'
import type { tl } from '@mtcute/core'
import type { FileDescription, FileKind } from './file-record.js'

const DEFAULT_MIME: Record<FileKind, string> = {
  document: 'application/octet-stream',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/ogg',
  photo: 'image/jpeg',
  animation: 'video/mp4',
  sticker: 'image/webp',
  videoNote: 'video/mp4',
}

export function mimeTypeOf(description: FileDescription): string {
  return description.mimeType ?? DEFAULT_MIME[description.kind ?? 'document']
}

/** A made-up sticker's set; it is nobody's, so asking for it answers STICKERSET_INVALID. */
const STICKER_SET: tl.TypeInputStickerSet = { _: 'inputStickerSetID', id: Long.ONE, accessHash: Long.ONE }

export function describeAttributes(description: FileDescription): tl.TypeDocumentAttribute[] {
  const name = description.name
  const named: tl.TypeDocumentAttribute[] =
    typeof name === 'string' ? [{ _: 'documentAttributeFilename', fileName: name }] : []
  return [...kindAttributes(description), ...named]
}

function kindAttributes(description: FileDescription): tl.TypeDocumentAttribute[] {
  const duration = description.durationSeconds ?? 10
  const w = description.width ?? 1280
  const h = description.height ?? 720
  switch (description.kind ?? 'document') {
    case 'document':
    case 'photo':
      return []
    case 'video':
      return [{ _: 'documentAttributeVideo', supportsStreaming: true, duration, w, h }]
    case 'videoNote':
      return [{ _: 'documentAttributeVideo', roundMessage: true, duration, w: 384, h: 384 }]
    case 'animation':
      return [{ _: 'documentAttributeVideo', nosound: true, duration, w, h }, { _: 'documentAttributeAnimated' }]
    case 'audio': {
      const { title, performer } = description
      return [{ _: 'documentAttributeAudio', duration: Math.round(duration), title, performer }]
    }
    case 'voice': {
      const waveform = new Uint8Array(63).fill(0x55)
      return [{ _: 'documentAttributeAudio', voice: true, duration: Math.round(duration), waveform }]
    }
    case 'sticker':
      return [
        { _: 'documentAttributeImageSize', w: description.width ?? 512, h: description.height ?? 512 },
        { _: 'documentAttributeSticker', alt: '🙂', stickerset: STICKER_SET },
      ]
  }
}

export function kindOfAttributes(attributes: readonly tl.TypeDocumentAttribute[]): FileKind {
  if (attributes.some((it) => it._ === 'documentAttributeSticker')) return 'sticker'
  if (attributes.some((it) => it._ === 'documentAttributeAnimated')) return 'animation'
  for (const attribute of attributes) {
    if (attribute._ === 'documentAttributeVideo') return attribute.roundMessage ? 'videoNote' : 'video'
    if (attribute._ === 'documentAttributeAudio') return attribute.voice ? 'voice' : 'audio'
  }
  return 'document'
}

export function nameOfAttributes(attributes: readonly tl.TypeDocumentAttribute[]): string | null {
  for (const attribute of attributes) if (attribute._ === 'documentAttributeFilename') return attribute.fileName
  return null
}
