/** The files of a batch, for people. Addresses are relative, so that they are right whatever a proxy put before them. */
import type { BatchEntry, OpenedBatch } from '../actions/open-batch.js'
import { toSafeFileName } from '../core/file-name.js'
import { isPlayable, toFileView, type FileView } from '../core/file-view.js'
import { formatSize } from './format-size.js'
import { escapeHtml, toFramedPage } from './page.js'

const STYLE = `
  main { max-width: 46rem; margin-block: 5vh }
  ol { margin: 1.2rem 0 0; padding: 0; list-style: none }
  li { padding: .8rem 0; border-top: 1px solid var(--line) }
  b { overflow-wrap: anywhere }
  small { display: block }
  .button { margin: .5rem .5rem 0 0 }
  .button + small { margin-top: .6rem }`

/** What its page is for; null: nothing but saving it. */
const TO_OPEN: Readonly<Record<FileView, string | null>> = {
  video: 'Watch',
  audio: 'Listen',
  image: 'View',
  pdf: 'View',
  text: 'View',
  other: null,
}

/** @param token of the batch, whose page is `…/b/{token}` */
export function toBatchPage({ batch, entries, missing }: OpenedBatch, token: string): string {
  const title = batch.title ?? `${batch.linkIds.length} ${batch.linkIds.length === 1 ? 'file' : 'files'}`
  return toFramedPage(
    title,
    `${toAllButtons(entries, token)}
<ol>
${entries.map(toItem).join('\n')}
</ol>
${missing > 0 ? `<p>${escapeHtml(missingText(missing))}</p>` : ''}`,
    STYLE,
  )
}

function toAllButtons(entries: readonly BatchEntry[], token: string): string {
  const together = entries.filter(({ opensAlone }) => !opensAlone)
  if (together.length === 0) return ''
  const buttons = [
    ...(together.some(({ link }) => isPlayable(link.file)) ? [button(`${token}.m3u`, 'Play all')] : []),
    button(`${token}.zip`, 'Download all as ZIP', 'button'),
    button(`${token}.tar`, 'as TAR'),
  ]
  const sizeBytes = together.reduce((sum, { link }) => sum + link.file.sizeBytes, 0)
  const alone = entries.length - together.length
  const size = `${together.length} of ${entries.length} files, ${formatSize(sizeBytes)}`
  const without = alone > 0 ? `. Not in it: what opens on its own page.` : ''
  return `<p>${buttons.join('')}<small>${escapeHtml(size + without)}</small></p>`
}

function toItem(entry: BatchEntry): string {
  const { file } = entry.link
  const { downloadUrl, watchUrl } = entry.urls('..')
  const about = [formatSize(file.sizeBytes), file.mimeType, ...(entry.opensAlone ? ['opens on its own page'] : [])]
  const toOpen = TO_OPEN[toFileView(file)]
  const buttons = [button(downloadUrl, 'Download'), ...(toOpen === null ? [] : [button(watchUrl, toOpen)])]
  return `<li><b>${escapeHtml(toSafeFileName(file.name))}</b>
<small>${escapeHtml(about.join(' · '))}</small>
${buttons.join('')}</li>`
}

function button(href: string, text: string, look: 'button' | 'button quiet' = 'button quiet'): string {
  return `<a class="${look}" href="${escapeHtml(href)}">${escapeHtml(text)}</a>`
}

function missingText(missing: number): string {
  return missing === 1
    ? 'One more file is not available, or not any more.'
    : `${missing} more files are not available, or not any more.`
}
