/** A file on its way: name, progress, speed, and a way to stop it. */
import { element, icon } from './element.js'
import { fileCard, type Preview } from './file-card.js'
import { formatSize } from './format-size.js'
import { kindOf } from './kind-of.js'

export interface UploadBubble {
  readonly node: HTMLElement
  waiting(): void
  progress(sentBytes: number): void
  failed(reason: string): void
}

export function uploadBubble(file: File, preview: Preview | null, onCancel: () => void): UploadBubble {
  const view = { kind: kindOf(file.type), name: file.name, mimeType: file.type || null, sizeBytes: file.size }
  const label = `Upload of ${file.name}`
  const bar = element('progress', {
    class: 'upload-bar',
    max: String(Math.max(file.size, 1)),
    value: '0',
    'aria-label': label,
  })
  const status = element('span', { class: 'upload-status' })
  const cancel = element(
    'button',
    { type: 'button', class: 'upload-cancel', 'aria-label': `Cancel: ${file.name}` },
    icon('close'),
  )
  cancel.addEventListener('click', onCancel)
  const foot = element('div', { class: 'upload' }, bar, status, cancel)
  const node = element(
    'article',
    { class: 'message mine uploading' },
    element('div', { class: 'bubble' }, element('h2', { class: 'hidden-text' }, 'You:'), fileCard(view, preview), foot),
  )
  let startedAt: number | null = null
  return {
    node,
    waiting() {
      status.textContent = 'waiting'
    },
    progress(sentBytes) {
      startedAt ??= performance.now()
      bar.value = sentBytes
      status.textContent = describe(sentBytes, file.size, (performance.now() - startedAt) / 1000)
    },
    failed(reason) {
      node.classList.add('failed')
      bar.remove()
      status.textContent = reason
      cancel.setAttribute('aria-label', 'Dismiss')
    },
  }
}

function describe(sentBytes: number, sizeBytes: number, seconds: number): string {
  if (sentBytes >= sizeBytes) return 'sent, one moment …'
  const percent = `${Math.floor((sentBytes / sizeBytes) * 100)} %`
  return seconds < 0.5 ? percent : `${percent} · ${formatSize(sentBytes / seconds)}/s`
}
