/** What a file is to whoever opens it: by what a browser may be sent of it, not by what its sender calls it. */
import { lookup } from 'mime-types'
import { GENERIC_TYPE, toServedType } from './content-type.js'
import type { MediaFile } from './media-file.js'

type Named = Pick<MediaFile, 'mimeType' | 'name'>

/** `text` is shown as text, whatever it is the source of; `other` can be saved. */
export type FileView = 'video' | 'audio' | 'image' | 'pdf' | 'text' | 'other'

export function toFileView(file: Named): FileView {
  const declared = declaredType(file)
  const { contentType, disposition } = toServedType(declared, 'inline')
  const [family] = contentType.split('/')
  if (disposition === 'inline') {
    if (family === 'video' || family === 'audio' || family === 'image') return family
    if (contentType === 'application/pdf') return 'pdf'
  }
  return [declared, lookup(file.name) || ''].some(isText) ? 'text' : 'other'
}

/** Sound or moving pictures, which are served as what they are. */
export function isPlayable(file: Named): boolean {
  const view = toFileView(file)
  return view === 'video' || view === 'audio'
}

/** Senders that declare nothing often name the file well. */
export function declaredType({ mimeType, name }: Named): string {
  if (mimeType !== GENERIC_TYPE && mimeType !== '') return mimeType
  return lookup(name) || GENERIC_TYPE
}

function isText(type: string): boolean {
  return /^text\/|[/+](json|xml|yaml|toml)\b|^application\/(javascript|x-sh|x-subrip|sql|x-httpd-php)\b/i.test(type)
}
