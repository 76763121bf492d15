import type { FileView } from './chat-view.js'

/** What a file is shown as, by its type. */
export function kindOf(mimeType: string): FileView['kind'] {
  if (mimeType.startsWith('image/')) return 'photo'
  if (mimeType.startsWith('video/')) return 'video'
  return mimeType.startsWith('audio/') ? 'audio' : 'document'
}
