/** Several files as one answer: what became of each, and the links that they have together. */
import { escapeHtml } from '../../core/escape-html.js'
import type { Button, Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { BatchUrls } from '../bot-deps.js'
import { fileNameInList } from './file-name.js'
import { fitting } from './fitting.js'
import { expiryText, passOnButtons, type MadeLink } from './link-card.js'

/** More of them nobody reads; all are on the page. */
const MAX_LISTED = 40
const MAX_REASONS = 4
const MAX_NAMES = 3

/** A file that became no link, and why, as HTML. */
export interface RefusedFile {
  readonly name: string
  readonly why: string
}

/**
 * @param batch null: there is but one link, or none
 * @param tryAgain goes on with the same files; null: there is nothing to go on with
 */
export function batchCard(
  ask: Pick<Ask, 'texts'>,
  made: readonly MadeLink[],
  refused: readonly RefusedFile[],
  batch: BatchUrls | null,
  tryAgain: Uint8Array | null = null,
): Reply {
  const { texts } = ask
  const buttons = [
    ...(batch ? batchButtons(texts, batch) : []),
    ...(tryAgain ? [[{ text: texts.refusals.tryAgain, data: tryAgain }]] : []),
  ]
  const reasons = refusedPieces(texts, refused)
  const heading = refused.length === 0 ? '' : texts.files.refused(texts.formats.number(refused.length))
  // Links come first: of what was refused there is room for one reason at least.
  const more = reasons.length > 1 ? texts.files.moreRefused(texts.formats.number(refused.length)) : ''
  const below = [heading, reasons[0]?.html ?? '', more, ''].join('\n')
  const links = made.length === 0 ? [] : madeLines(texts, made, below)
  const above = links.length > 0 && refused.length > 0 ? [...links, ''] : links
  const told = refused.length === 0 ? [] : [heading, ...refusedLines(texts, reasons, [...above, heading].join('\n'))]
  return { html: [...above, ...told].join('\n'), ...(buttons.length > 0 ? { buttons } : {}) }
}

/** @param below what stands there, as HTML */
function madeLines(texts: Ask['texts'], made: readonly MadeLink[], below: string): string[] {
  const { files, formats } = texts
  const sizeBytes = made.reduce((sum, { link }) => sum + link.file.sizeBytes, 0)
  const earliest = made.reduce<number | null>((least, { link: { expiresAtMs } }) => {
    return expiresAtMs === null ? least : Math.min(least ?? Infinity, expiresAtMs)
  }, null)
  const title = files.batch(formats.number(made.length), formats.size(sizeBytes))
  const end = expiryText(texts, earliest)
  const lines = made.map(({ link, downloadUrl }, index) => {
    const name = fileNameInList(link.file.name)
    return `${index + 1}. <a href="${escapeHtml(downloadUrl)}">${name}</a> · ${formats.size(link.file.sizeBytes)}`
  })
  const around = [title, '', '', end, '', below, ''].join('\n')
  return [
    title,
    '',
    ...fitting(lines, (count) => files.more(formats.number(count)), { around, most: MAX_LISTED }),
    '',
    end,
  ]
}

interface Reason {
  readonly html: string
  readonly count: number
}

/** Those with the same reason stand together. */
function refusedPieces({ files, formats }: Ask['texts'], refused: readonly RefusedFile[]): Reason[] {
  return [...new Set(refused.map(({ why }) => why))].map((why) => {
    const some = refused.filter((file) => file.why === why)
    const shown = some.slice(0, MAX_NAMES)
    const more = some.length - shown.length
    const names = `• ${shown.map(({ name }) => fileNameInList(name)).join(', ')}`
    const html = [why, names, ...(more > 0 ? [files.moreRefused(formats.number(more))] : [])].join('\n')
    return { html, count: some.length }
  })
}

function refusedLines({ files, formats }: Ask['texts'], reasons: readonly Reason[], around: string): string[] {
  const tellMore = (left: number) => {
    const count = reasons.slice(-left).reduce((sum, reason) => sum + reason.count, 0)
    return files.moreRefused(formats.number(count))
  }
  const pieces = reasons.map(({ html }) => html)
  return fitting(pieces, tellMore, { around, most: MAX_REASONS })
}

function batchButtons(texts: Ask['texts'], { pageUrl, playlistUrl, zipUrl }: BatchUrls): Button[][] {
  const { files } = texts
  return [
    [
      { text: files.page, url: pageUrl },
      ...(playlistUrl === null ? [] : [{ text: files.playlist, url: playlistUrl }]),
      { text: files.archive, url: zipUrl },
    ],
    passOnButtons(texts, pageUrl),
  ]
}
