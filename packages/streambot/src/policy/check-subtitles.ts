/**
 * Whether a file is subtitles: text with at least one line that says when it is shown. A light look, for which the encoding need not be known; what
 * the lines say is the player's business.
 */

/** SubRip and WebVTT: times, and something to show below them. */
const TIMED_BLOCK =
  /^[ \t]*(\d{1,3}:)?\d{1,2}:\d{1,2}([.,]\d{1,3})?[ \t]*-->[ \t]*(\d{1,3}:)?\d{1,2}:\d{1,2}[^\n]*\n[ \t]*\S/m
/** SubStation Alpha: the fields before the text are never more than the usual ones. */
const DIALOGUE =
  /^dialogue:[^\n]*?,[ \t]*\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,3})?,[ \t]*\d{1,2}:\d{1,2}:\d{1,2}[^\n]*,[^\n,]*\S/im

export function isSubtitles(bytes: Uint8Array): boolean {
  if (!isWide(bytes) && !isPlain(bytes)) return false
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  // What times are written with is the same in UTF-8, in UTF-16 but for its zeros, and in what Windows wrote.
  const lines = text.replaceAll('\0', '').replace(/\r\n?/g, '\n')
  return TIMED_BLOCK.test(lines) || DIALOGUE.test(lines)
}

/** UTF-16, by its mark or by its zeros. */
function isWide(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return bytes.reduce((zeros, byte) => zeros + (byte === 0 ? 1 : 0), 0) > bytes.length / 4
}

/** None of the control characters that text has no use for; old editors end a file with 0x1A. */
function isPlain(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1a || byte === 0x1b)
}
