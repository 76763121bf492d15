/** The files of a batch, for people. Addresses are relative, so that they are right whatever a proxy put before them. */
import type { BatchEntry, OpenedBatch } from '../actions/open-batch.js'
import { isPlayableType } from '../core/content-type.js'
import { toSafeFileName } from '../core/file-name.js'
import { toFileView } from './file-view.js'
import { formatSize } from './format-size.js'
import { escapeHtml, toFramedPage } from './page.js'

const STYLE = `
  body { max-width: 46rem; margin: 6vh auto }
  ol { padding: 0; list-style: none }
  li { padding: .8rem 0; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
  b { overflow-wrap: anywhere }
  small { display: block; opacity: .8 }
  a { display: inline-block; margin: .4rem .5rem 0 0; padding: .3rem .8rem; border: 1px solid; border-radius: .4rem;
    color: inherit; text-decoration: none }
  a:hover, a:focus-visible { background: color-mix(in srgb, currentColor 12%, transparent) }`

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
    ...(together.some(isPlayable) ? [button(`${token}.m3u`, 'Play all')] : []),
    button(`${token}.zip`, 'Download all as ZIP'),
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
  const buttons = [
    button(downloadUrl, 'Download'),
    ...(toFileView(file) === 'other' ? [] : [button(watchUrl, 'Watch')]),
  ]
  return `<li><b>${escapeHtml(toSafeFileName(file.name))}</b>
<small>${escapeHtml(about.join(' · '))}</small>
${buttons.join('')}</li>`
}

function isPlayable({ link }: BatchEntry): boolean {
  return isPlayableType(link.file.mimeType)
}

function button(href: string, text: string): string {
  return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`
}

function missingText(missing: number): string {
  return missing === 1
    ? 'One more file is not available, or not any more.'
    : `${missing} more files are not available, or not any more.`
}
