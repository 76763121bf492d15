/** Files as TL objects, with the viewer's own access hash and a fresh reference. */
import Long from 'long'
import type { tl } from '@mtcute/core'
import type { FileRecord, ImageSize } from '../../world/file-record.js'
import type { View } from './view.js'

export function toDocument(view: View, file: FileRecord): tl.RawDocument {
  return {
    _: 'document',
    ...credentialsOf(view, file),
    date: file.date,
    mimeType: file.mimeType,
    size: file.content.size,
    thumbs: file.sizes.length > 0 ? file.sizes.map(toPhotoSize) : undefined,
    dcId: file.dcId,
    attributes: [...file.attributes],
  }
}

export function toPhoto(view: View, file: FileRecord): tl.RawPhoto {
  return {
    _: 'photo',
    ...credentialsOf(view, file),
    date: file.date,
    sizes: file.sizes.map(toPhotoSize),
    dcId: file.dcId,
  }
}

function credentialsOf(view: View, file: FileRecord) {
  return {
    id: Long.fromString(file.id),
    accessHash: view.world.accessHashes.hashFor(view.viewer.id, 'file', file.id),
    fileReference: view.world.fileReferences.issue(view.viewer.id, file.id),
  }
}

function toPhotoSize(size: ImageSize): tl.TypePhotoSize {
  return { _: 'photoSize', type: size.type, w: size.width, h: size.height, size: size.content.size }
}
