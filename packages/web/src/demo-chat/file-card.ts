/** A file as a card: a picture or player while the page still holds the bytes, its type's sign otherwise. */
import type { FileView } from './chat-view.js'
import { element, icon } from './element.js'
import { formatSize } from './format-size.js'

/** Bytes the person chose in this visit, shown from memory the browser keeps on disk. */
export interface Preview {
  readonly address: string
  readonly mimeType: string
}

export function fileCard(file: FileView, preview: Preview | null): HTMLElement {
  const name = file.name ?? defaultName(file.kind)
  const facts = [file.sizeBytes === null ? null : formatSize(file.sizeBytes), file.mimeType].filter((it) => it !== null)
  const card = element(
    'div',
    { class: 'file' },
    element('span', { class: `file-sign ${file.kind}` }, icon(file.kind)),
    element(
      'span',
      { class: 'file-text' },
      element('span', { class: 'file-name', title: name, dir: 'auto' }, ...shortenable(name)),
      element('span', { class: 'file-facts' }, facts.join(' · ')),
    ),
  )
  const shown = preview && picture(preview, name)
  return shown ? element('div', { class: 'file-with-picture' }, shown, card) : card
}

function picture(preview: Preview, name: string): HTMLElement | null {
  if (preview.mimeType.startsWith('image/')) {
    const image = element('img', { class: 'picture', src: preview.address, alt: name })
    image.addEventListener('error', () => image.remove()) // a format this browser cannot draw
    return image
  }
  if (preview.mimeType.startsWith('video/')) {
    const video = element('video', { class: 'picture', src: preview.address, controls: '', preload: 'metadata' })
    video.setAttribute('aria-label', name)
    video.addEventListener('error', () => video.remove())
    return video
  }
  return null
}

/** The end of a name tells its type, so a long name loses its middle. */
function shortenable(name: string): HTMLElement[] {
  const characters = [...name]
  const split = Math.max(0, characters.length - 8)
  return [
    element('span', { class: 'name-start' }, characters.slice(0, split).join('')),
    element('span', { class: 'name-end' }, characters.slice(split).join('')),
  ]
}

function defaultName(kind: FileView['kind']): string {
  return { photo: 'Photo', video: 'Video', audio: 'Audio', document: 'File' }[kind]
}
