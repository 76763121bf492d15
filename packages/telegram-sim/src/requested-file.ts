import type { tl } from '@mtcute/core'

/** The file a call is about, as decimal id: read, sent, or (by the client's own id) uploaded. Null for all other calls. */
export function requestedFile(request: tl.RpcMethod): string | null {
  switch (request._) {
    case 'upload.getFile':
    case 'upload.getFileHashes':
      return 'id' in request.location ? request.location.id.toString() : null
    case 'upload.saveFilePart':
    case 'upload.saveBigFilePart':
      return request.fileId.toString()
    case 'messages.sendMedia':
      return sentFile(request.media)
    default:
      return null
  }
}

function sentFile(media: tl.TypeInputMedia): string | null {
  if (media._ !== 'inputMediaDocument' && media._ !== 'inputMediaPhoto') return null
  return 'id' in media.id ? media.id.id.toString() : null
}
