/** How the player's page shows a file: by what a browser may be sent of it, not by what its sender calls it. */
import { lookup } from 'mime-types'
import { toServedType } from '../core/content-type.js'
import type { MediaFile } from '../core/media-file.js'
import { declaredType } from './file-answer.js'

/** `text` is shown as text, whatever it is the source of; `other` can be saved. */
export type FileView = 'video' | 'audio' | 'image' | 'pdf' | 'text' | 'other'

export function toFileView(file: MediaFile): FileView {
  const declared = declaredType(file)
  const { contentType, disposition } = toServedType(declared, 'inline')
  const [family] = contentType.split('/')
  if (disposition === 'inline') {
    if (family === 'video' || family === 'audio' || family === 'image') return family
    if (contentType === 'application/pdf') return 'pdf'
  }
  return [declared, lookup(file.name) || ''].some(isText) ? 'text' : 'other'
}

function isText(type: string): boolean {
  return /^text\/|[/+](json|xml|yaml|toml)\b|^application\/(javascript|x-sh|x-subrip|sql|x-httpd-php)\b/i.test(type)
}
