/** How a file is to be named when it is saved: in ASCII for old programs, by its true name for all others (RFC 6266, 8187). */
import contentDisposition from 'content-disposition'
import { toSafeFileName } from '../core/file-name.js'

/** @param name untrusted; what comes out is one line of ASCII */
export function toContentDisposition(name: string, type: 'inline' | 'attachment'): string {
  const safe = toSafeFileName(name)
  return contentDisposition(safe, { type, fallback: toAscii(safe) })
}

/** Keeps what can be kept: `Übung.pdf` becomes `Ubung.pdf`, `日本.mp4` becomes `file.mp4`. */
function toAscii(name: string): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const extension = dot > 0 ? asciiOf(name.slice(dot)) : ''
  const text = asciiOf(stem)
  return (/[A-Za-z0-9]/.test(text) ? text : 'file') + extension
}

function asciiOf(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{Mn}/gu, '')
      // Some browsers decode %xx in this parameter.
      .replace(/[^\x20-\x7e]+|[%"\\/]/g, '_')
  )
}
