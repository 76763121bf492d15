/** One link, with all there is to know and to do. */
import type { LinkUrls } from '../../actions/link-url.js'
import { escapeHtml } from '../../core/escape-html.js'
import { toFileView } from '../../core/file-view.js'
import { formatDuration } from '../../core/format-duration.js'
import type { Link } from '../../core/link.js'
import { isSubtitlesName } from '../../core/subtitles.js'
import type { Button, Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { fileNameAsTitle } from './file-name.js'
import { oneLine } from './one-line.js'
import { shorten } from './shorten.js'

const MAX_SHOWN_TYPE = 100
const MAX_SHOWN_CAPTION = 500
/** core.telegram.org/constructor/keyboardButtonCopy */
const MAX_COPIED = 256

export type MadeLink = { readonly link: Link } & LinkUrls

/** @param caption what the person wrote under the file; empty: nothing */
export function linkCard(ask: Pick<Ask, 'texts' | 'button'>, made: MadeLink, caption: string): Reply {
  const { files } = ask.texts
  const { id } = made.link
  const { kind, name } = made.link.file
  const hint = kind === 'document' && isSubtitlesName(name) ? `\n\n${ask.texts.subtitles.hint}` : ''
  return {
    html: linkText(ask.texts, made, caption) + hint,
    buttons: [
      ...urlButtons(ask.texts, made),
      [
        ask.button(files.revoke, 'link.revoke', id),
        ask.button(files.expiry, 'link.expiry', id),
        ask.button(files.password, 'link.password', id),
      ],
    ],
  }
}

/** Where others see it too: nothing that only its owner may press. */
export function publicLinkCard(texts: Texts, made: MadeLink, caption: string): Reply {
  return { html: linkText(texts, made, caption), buttons: urlButtons(texts, made) }
}

function linkText(texts: Texts, { link, downloadUrl, streamUrl }: MadeLink, caption: string): string {
  const { files } = texts
  return [
    nameLine(link),
    escapeHtml(factsOf(texts, link).join(' · ')),
    ...captionLines(caption),
    '',
    `${files.download}: ${escapeHtml(downloadUrl)}`,
    `${files.stream}: ${escapeHtml(streamUrl)}`,
    '',
    expiryText(texts, link.expiresAtMs),
  ].join('\n')
}

/** @param caption empty: none */
export function captionLines(caption: string): string[] {
  return caption === '' ? [] : [escapeHtml(shorten(caption, MAX_SHOWN_CAPTION))]
}

export function nameLine({ file }: Link): string {
  return `<b>${fileNameAsTitle(file.name)}</b>`
}

/** To open, and to pass on. */
export function urlButtons(texts: Texts, made: MadeLink): Button[][] {
  return [openButtons(texts, made), passOnButtons(texts, made.downloadUrl)]
}

/** The second says what its page does with such a file. */
export function openButtons({ files }: Texts, { link, downloadUrl, watchUrl }: MadeLink): Button[] {
  return [
    { text: files.download, url: downloadUrl },
    { text: files.open[toFileView(link.file)], url: watchUrl },
  ]
}

export function expiryText({ files }: Texts, expiresAtMs: number | null): string {
  return expiresAtMs === null ? files.neverExpires : files.expires(formatMoment(expiresAtMs))
}

/** Size, type, and how long it plays. */
export function factsOf({ formats }: Texts, { file }: Link): string[] {
  return [
    formats.size(file.sizeBytes),
    oneLine(file.mimeType, MAX_SHOWN_TYPE),
    ...(file.durationSeconds === null ? [] : [formatDuration(file.durationSeconds)]),
  ]
}

/** To the clipboard, and to another chat (core.telegram.org/api/links#share-links). */
export function passOnButtons({ files }: Texts, url: string): Button[] {
  return [
    ...(url.length <= MAX_COPIED ? [{ text: files.copy, copies: url }] : []),
    { text: files.share, url: `https://t.me/share/url?url=${encodeURIComponent(url)}` },
  ]
}
