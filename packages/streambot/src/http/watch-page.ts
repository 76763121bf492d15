/**
 * The player's page. All that can be known of the file is in it, so that it says so before a script runs, and shows what a browser shows by
 * itself where none does. Addresses are relative, so that they are right whatever a proxy put before them.
 */
import { extname } from 'node:path'
import { linkUrl } from '../actions/link-url.js'
import { toSafeFileName } from '../core/file-name.js'
import type { FileView } from '../core/file-view.js'
import { formatDuration } from '../core/format-duration.js'
import type { MediaFile } from '../core/media-file.js'
import { labelOf, type Subtitles } from '../core/subtitles.js'
import { APP_HEADERS } from './app-headers.js'
import { POSTER_PATH, SUBTITLES_PATH } from './file-paths.js'
import { formatSize } from './format-size.js'
import { escapeHtml } from './page.js'
import type { PageParts } from './page-assets.js'

export interface WatchPage {
  readonly file: MediaFile
  readonly view: FileView
  /** As it is served. */
  readonly contentType: string
  readonly token: string
  /** The link asks for more than to have it. */
  readonly isRestricted: boolean
  readonly subtitles: readonly Subtitles[]
  /** There is a picture of it. */
  readonly hasPoster: boolean
  /** The same for a chat, absolute; null: there is none, or not for everybody. */
  readonly pictureUrl: string | null
  /** The way from the page to where all addresses begin: `..` or `../..`. */
  readonly root: string
  /** null: not built. */
  readonly parts: PageParts | null
  readonly nonce: string
}

/** Open Graph's words for what there is (ogp.me/#types). */
const GRAPH_TYPES: Readonly<Partial<Record<FileView, string>>> = { video: 'video.other', audio: 'music.song' }

/**
 * Scripts and pictures from here only. `nonce`: styles inside the player's elements, which come as markup. `blob:`, for films only: what the
 * player itself feeds to the element when somebody chooses another sound. A page of somebody else's may not frame it: what is clicked there
 * would be clicked here.
 */
export function toWatchHeaders(nonce: string): Record<string, string> {
  return {
    ...APP_HEADERS,
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self'",
      "media-src 'self' blob:",
      "connect-src 'self'",
      "frame-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  }
}

export function toWatchPage(page: WatchPage): string {
  const { file, view, token, root, parts, nonce } = page
  const name = toSafeFileName(file.name)
  const facts = factsOf(page)
  const downloadUrl = linkUrl(root, 'dl', token, file.name)
  const streamUrl = linkUrl(root, 'stream', token, file.name)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(name)}</title>
${graphTags(page, name, facts)}
${parts === null ? '' : loadTags(parts, root, nonce)}
</head>
<body>
<main id="watch"${attributes({
    'data-view': view,
    'data-name': name,
    'data-type': page.contentType,
    'data-size': String(file.sizeBytes),
    'data-token': token,
    'data-stream': streamUrl,
    ...(file.kind === 'animation' ? { 'data-silent': '' } : {}),
    ...(page.subtitles.length > 0 ? { 'data-subtitles': JSON.stringify(page.subtitles.map(offer(page))) } : {}),
  })}>
<div id="stage" class="stage ${view}">${toStage(page, name, streamUrl)}</div>
<div id="notice" role="status" aria-live="polite"></div>
<section class="about">
<h1>${escapeHtml(name)}</h1>
<p class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join(' ')}</p>
<p id="actions"><a class="button primary" href="${escapeHtml(downloadUrl)}">Download</a></p>
</section>
<div id="more"></div>
</main>
</body>
</html>
`
}

/** What the player reads and shows, by the name that people choose it by. */
function offer({ root, token }: WatchPage) {
  return ({ id, name, language }: Subtitles) => ({
    src: `${root}${SUBTITLES_PATH}/${token}/${id}`,
    label: labelOf({ name, language }),
    language: language ?? '',
  })
}

function toStage(page: WatchPage, name: string, streamUrl: string): string {
  const { file, view, isRestricted, hasPoster } = page
  const source = { id: 'media', src: streamUrl }
  const size: Record<string, string> =
    file.width && file.height ? { width: String(file.width), height: String(file.height) } : {}
  const playing = {
    ...source,
    slot: 'media',
    'aria-label': name,
    controls: '',
    // Bytes that are read count: of a link that may be used up, nothing is until somebody plays it.
    preload: isRestricted ? 'none' : 'metadata',
    ...(file.kind === 'animation' ? { loop: '' } : {}),
  }
  const posterUrl = `${page.root}${POSTER_PATH}/${page.token}`
  const poster: Record<string, string> = hasPoster ? { poster: posterUrl } : {}
  const artwork = hasPoster ? `<img${attributes({ id: 'artwork', src: posterUrl })} alt="">` : ''
  switch (view) {
    case 'video':
      return inPlayer(file, `<video${attributes({ ...playing, ...size, ...poster, playsinline: '' })}></video>`, {})
    case 'audio':
      return artwork + inPlayer(file, `<audio${attributes(playing)}></audio>`, { audio: '' })
    case 'image':
      return `<img${attributes({ ...source, ...size, alt: name })}>`
    case 'pdf':
    case 'text':
    case 'other':
      return `<p class="badge" aria-hidden="true">${escapeHtml(extname(name).slice(1, 9) || 'file')}</p>`
  }
}

/** An element that means nothing until the script comes; keys are the page's own. */
function inPlayer({ durationSeconds }: MediaFile, html: string, more: Readonly<Record<string, string>>): string {
  const duration: Record<string, string> = durationSeconds === null ? {} : { defaultduration: String(durationSeconds) }
  const player = { id: 'player', nohotkeys: '', ...duration, ...more }
  return `<media-controller${attributes(player)}>${html}</media-controller>`
}

/** What a chat shows of the link: nothing that the page does not say to whoever has it. The picture counts nobody, however often a chat fetches it. */
function graphTags(page: WatchPage, name: string, facts: readonly string[]): string {
  const { view, pictureUrl } = page
  const graph = {
    'og:site_name': 'StreamBot',
    'og:title': name,
    'og:type': GRAPH_TYPES[view] ?? 'website',
    'og:description': facts.join(' · '),
    ...(pictureUrl === null ? {} : { 'og:image': pictureUrl, 'og:image:type': 'image/jpeg' }),
  }
  const twitter = { 'twitter:card': pictureUrl === null ? 'summary' : 'summary_large_image', 'twitter:title': name }
  return [
    ...Object.entries(graph).map(([property, content]) => `<meta${attributes({ property, content })}>`),
    ...Object.entries(twitter).map(([key, content]) => `<meta${attributes({ name: key, content })}>`),
  ].join('\n')
}

function loadTags({ script, style, icon }: PageParts, root: string, nonce: string): string {
  return `<link${attributes({ rel: 'stylesheet', href: `${root}/assets/${style}` })}>
<link${attributes({ rel: 'icon', type: 'image/svg+xml', href: `${root}/assets/${icon}` })}>
<script${attributes({ type: 'module', src: `${root}/assets/${script}`, nonce })}></script>`
}

function factsOf({ file, contentType }: WatchPage): string[] {
  const { durationSeconds, sizeBytes } = file
  return [
    formatSize(sizeBytes),
    contentType,
    ...(durationSeconds === null || durationSeconds < 1 ? [] : [formatDuration(durationSeconds)]),
  ]
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`))
    .join('')
}
