/** Several files as one answer: what became of each, and the links that they have together. */
import { toSafeFileName } from '../../core/file-name.js'
import type { Button, Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { BatchUrls } from '../bot-deps.js'
import { escapeHtml } from '../escape-html.js'
import { expiryText, passOnButtons, type MadeLink } from './link-card.js'
import { shorten } from './shorten.js'

/** A message holds 4,096 characters and 100 entities (core.telegram.org/api/config, core.telegram.org/api/entities). */
const MAX_LISTED = 40
const MAX_REASONS = 4
const MAX_NAMES = 3
const MAX_SHOWN_NAME = 48

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
  return {
    html: [
      ...(made.length > 0 ? madeLines(texts, made) : []),
      ...(made.length > 0 && refused.length > 0 ? [''] : []),
      ...(refused.length > 0 ? refusedLines(texts, refused) : []),
    ].join('\n'),
    ...(buttons.length > 0 ? { buttons } : {}),
  }
}

function madeLines(texts: Ask['texts'], made: readonly MadeLink[]): string[] {
  const { files, formats } = texts
  const sizeBytes = made.reduce((sum, { link }) => sum + link.file.sizeBytes, 0)
  const more = made.length - MAX_LISTED
  const earliest = made.reduce<number | null>((least, { link: { expiresAtMs } }) => {
    return expiresAtMs === null ? least : Math.min(least ?? Infinity, expiresAtMs)
  }, null)
  return [
    files.batch(formats.number(made.length), formats.size(sizeBytes)),
    '',
    ...made.slice(0, MAX_LISTED).map(({ link, downloadUrl }, index) => {
      const name = escapeHtml(shorten(toSafeFileName(link.file.name), MAX_SHOWN_NAME))
      return `${index + 1}. <a href="${escapeHtml(downloadUrl)}">${name}</a> · ${formats.size(link.file.sizeBytes)}`
    }),
    ...(more > 0 ? [files.more(formats.number(more))] : []),
    '',
    expiryText(texts, earliest),
  ]
}

/** Those with the same reason stand together. */
function refusedLines({ files, formats }: Ask['texts'], refused: readonly RefusedFile[]): string[] {
  const reasons = [...new Set(refused.map(({ why }) => why))]
  return [
    files.refused(formats.number(refused.length)),
    ...reasons.slice(0, MAX_REASONS).flatMap((why) => {
      const some = refused.filter((file) => file.why === why)
      const shown = some.slice(0, MAX_NAMES)
      const names = shown.map(({ name }) => escapeHtml(shorten(toSafeFileName(name), MAX_SHOWN_NAME)))
      const more = some.length - shown.length
      return [why, `• ${names.join(', ')}`, ...(more > 0 ? [files.moreRefused(formats.number(more))] : [])]
    }),
  ]
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
