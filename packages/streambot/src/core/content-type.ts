/**
 * Which declared types may be served as what. Files are user content on our own origin: a type that a browser would run
 * (HTML, SVG, XML, scripts, styles) is never sent as itself, neither inline nor as a download that a page could include.
 */

export const GENERIC_TYPE = 'application/octet-stream'

export interface ServedType {
  readonly contentType: string
  readonly disposition: 'inline' | 'attachment'
}

/** @param wish what the visitor asked for; inline is granted to types on the allow-list only */
export function toServedType(mimeType: string, wish: 'inline' | 'attachment'): ServedType {
  const type = essenceOf(mimeType)
  if (wish === 'inline' && isInlineType(type)) {
    // Without a charset browsers guess, and a guess can be an attack (UTF-7).
    return { contentType: type === 'text/plain' ? 'text/plain; charset=utf-8' : type, disposition: 'inline' }
  }
  return {
    contentType: wish === 'attachment' && !isActiveType(type) ? type : GENERIC_TYPE,
    disposition: 'attachment',
  }
}

/** What a browser shows without running anything of it. */
function isInlineType(mimeType: string): boolean {
  if (isActiveType(mimeType)) return false
  return /^(video|audio|image)\//.test(mimeType) || mimeType === 'application/pdf' || mimeType === 'text/plain'
}

/** Anything a browser may execute or apply when it meets it in the wrong place; `image/svg+xml` among the `+xml`. */
function isActiveType(mimeType: string): boolean {
  return (
    /[/+]xml$/.test(mimeType) ||
    /(java|ecma|live|j)script|html|xsl|wasm|flash|x-mixed-replace/.test(mimeType) ||
    mimeType === 'text/css'
  )
}

/** Lower case, without parameters; the generic type for what is no MIME type at all. */
function essenceOf(mimeType: string): string {
  const essence = (mimeType.split(';')[0] ?? '').trim().toLowerCase()
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/.test(essence) ? essence : GENERIC_TYPE
}

/** For files that come without a name. With its dot; empty where the type says nothing. */
export function extensionFor(mimeType: string): string {
  return EXTENSIONS[essenceOf(mimeType)] ?? ''
}

/** What Telegram's own clients send without a name, and the commonest of the rest. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/gzip': '.gz',
  'application/pdf': '.pdf',
  'application/vnd.android.package-archive': '.apk',
  'application/x-7z-compressed': '.7z',
  'application/x-rar-compressed': '.rar',
  'application/x-tgsticker': '.tgs',
  'application/zip': '.zip',
  'audio/aac': '.aac',
  'audio/flac': '.flac',
  'audio/mp4': '.m4a',
  'audio/mpeg': '.mp3',
  'audio/ogg': '.ogg',
  'audio/opus': '.opus',
  'audio/wav': '.wav',
  'audio/x-wav': '.wav',
  'image/avif': '.avif',
  'image/gif': '.gif',
  'image/heic': '.heic',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'text/plain': '.txt',
  'video/mp4': '.mp4',
  'video/mpeg': '.mpg',
  'video/quicktime': '.mov',
  'video/webm': '.webm',
  'video/x-matroska': '.mkv',
  'video/x-msvideo': '.avi',
}
