const MIME_TYPE = /^[a-z0-9!#$&^_.+-]+\/(?:\*|[a-z0-9!#$&^_.+-]+)$/
const EXTENSION = /^\.[\p{L}\p{N}_.-]+$/u

/** Which files are meant: a MIME type such as `video/*`, or an extension such as `.exe`, in lower case. null: neither. */
export function parseTypePattern(text: string): string | null {
  const pattern = text.toLowerCase()
  return MIME_TYPE.test(pattern) || EXTENSION.test(pattern) ? pattern : null
}
