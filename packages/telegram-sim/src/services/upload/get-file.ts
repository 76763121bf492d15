/** upload.getFile: the bytes go out as a view where the content can give one. */
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { FileContent } from '../../world/file-content.js'
import type { FileRecord } from '../../world/file-record.js'
import type { World } from '../../world/world.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { requireStoredFile } from '../stored-files.js'
import { assertRange } from './range-rules.js'

const BOT_DOWNLOAD_LIMIT_BYTES = 4 * 1024 ** 3

export function registerGetFile({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('upload.getFile', async (caller, request) => {
    const account = requireAccount(world, caller)
    assertRange(request.offset, request.limit, request.precise ?? false)
    const { file, content } = locate(world, account, request.location)
    if (file.dcId !== caller.dcId) throw new RpcError(303, `FILE_MIGRATE_${file.dcId}`)
    if (account.isBot && content.size > BOT_DOWNLOAD_LIMIT_BYTES) throw new RpcError(400, 'FILE_ID_INVALID')
    const bytes = await content.read(request.offset, request.limit)
    return { _: 'upload.file', type: typeOf(file), mtime: file.date, bytes }
  })
}

/** Whole documents, their thumbnails, and photos by size letter; all other locations are LOCATION_INVALID. */
function locate(
  world: World,
  account: Account,
  location: tl.TypeInputFileLocation,
): { file: FileRecord; content: FileContent } {
  if (location._ === 'inputDocumentFileLocation') {
    const file = requireStoredFile(world, account, location, false, 'FILE_ID_INVALID')
    return { file, content: location.thumbSize === '' ? file.content : sizeOf(file, location.thumbSize) }
  }
  if (location._ === 'inputPhotoFileLocation') {
    const file = requireStoredFile(world, account, location, true, 'FILE_ID_INVALID')
    return { file, content: sizeOf(file, location.thumbSize) }
  }
  throw new RpcError(400, 'LOCATION_INVALID')
}

function sizeOf(file: FileRecord, type: string): FileContent {
  const size = file.sizes.find((it) => it.type === type)
  if (!size) throw new RpcError(400, 'LOCATION_INVALID')
  return size.content
}

const TYPES: Readonly<Record<string, tl.storage.TypeFileType>> = {
  'image/jpeg': { _: 'storage.fileJpeg' },
  'image/gif': { _: 'storage.fileGif' },
  'image/png': { _: 'storage.filePng' },
  'application/pdf': { _: 'storage.filePdf' },
  'audio/mpeg': { _: 'storage.fileMp3' },
  'video/quicktime': { _: 'storage.fileMov' },
  'video/mp4': { _: 'storage.fileMp4' },
  'image/webp': { _: 'storage.fileWebp' },
}

function typeOf(file: FileRecord): tl.storage.TypeFileType {
  return TYPES[file.mimeType] ?? { _: 'storage.filePartial' }
}
