/**
 * Names from strangers, made safe for every file system and every header: no way out of a folder, no line breaks, nothing
 * that shows another extension than it has, at most 255 bytes. Safe names stay as they are.
 */

const MAX_NAME_BYTES = 255
/** A longer "extension" is the end of a sentence, not a file type. */
const MAX_EXTENSION_BYTES = 20
const FALLBACK_NAME = 'file'

export function toSafeFileName(name: string): string {
  const clean = trimEdges(replaceUnsafe(name))
  if (clean === '') return FALLBACK_NAME
  return fitBytes(isReservedOnWindows(clean) ? `_${clean}` : clean)
}

/** `film (2).mp4`, for the second file of that name. @param name safe already */
export function toNumberedFileName(name: string, number: number): string {
  return fitBytes(name, ` (${number})`)
}

function replaceUnsafe(name: string): string {
  return (
    name
      .normalize('NFC')
      .replace(/\p{Surrogate}/gu, '_')
      .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
      // Controls, and the marks that reverse reading direction: `photo\u202Egpj.exe` would read as `photoexe.jpg`.
      .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu, '')
      .replace(/[/\\:*?<>|]/g, '_')
      // Windows forbids it; the single quote reads the same.
      .replace(/"/g, "'")
      // A letter and its accent may have stood apart until here.
      .normalize('NFC')
  )
}

/** Windows drops dots and spaces at the end; a dot in front hides the file, or makes it somebody's `.bashrc`. */
function trimEdges(name: string): string {
  return trimEnd(name.replace(/^[\s.]+/u, ''))
}

function trimEnd(name: string): string {
  let length = name.length
  while (length > 0 && /[\s.]/u.test(name.charAt(length - 1))) length--
  return name.slice(0, length)
}

function isReservedOnWindows(name: string): boolean {
  return /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i.test(name)
}

/** @param suffix goes before the extension */
function fitBytes(name: string, suffix = ''): string {
  const extension = extensionOf(name)
  const stem = name.slice(0, name.length - extension.length)
  const room = MAX_NAME_BYTES - Buffer.byteLength(suffix + extension)
  const fitting = Buffer.byteLength(stem) <= room ? stem : trimEnd(cutBytes(stem, room)) || FALLBACK_NAME
  return fitting + suffix + extension
}

/** With its dot; empty when there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot) : ''
  return Buffer.byteLength(extension) <= MAX_EXTENSION_BYTES ? extension : ''
}

/** The longest beginning of `text` that fits, cut between what people see as characters. */
function cutBytes(text: string, limitBytes: number): string {
  let length = 0
  let bytes = 0
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > limitBytes) break
    length += segment.length
  }
  return text.slice(0, length)
}
