/** What is said in a line that comes out of a film, whatever it was written in; '' where nothing is said. Pure. */
import { toCueText } from '../subtitles/cue.js'
import { toAssText } from '../subtitles/parse-ass.js'
import { withoutOverrides } from '../subtitles/parse-blocks.js'
import { boxesOf } from './mp4-box.js'

export type LineFormat = 'srt' | 'ass' | 'vtt' | 'webm-vtt' | 'tx3g' | 'wvtt'

/** Fields before the text, once the times are in the container (matroska.org/technical/subtitles.html). */
const ASS_FIELDS = 8

export function toLineText(format: LineFormat, bytes: Uint8Array): string {
  switch (format) {
    case 'srt':
    case 'vtt':
      return toCueText(withoutOverrides(decode(bytes)))
    case 'webm-vtt':
      // An id and settings, a line each, come first.
      return toCueText(decode(bytes).split(/\r?\n/).slice(2).join('\n'))
    case 'ass':
      return toAssText(decode(bytes).split(',').slice(ASS_FIELDS).join(','))
    case 'tx3g':
      return toCueText(decodeTimedText(bytes))
    case 'wvtt':
      return [...boxesOf(bytes)]
        .flatMap(({ type, data }) => (type === 'vttc' ? [...boxesOf(data)] : []))
        .filter(({ type }) => type === 'payl')
        .map(({ data }) => toCueText(decode(data)))
        .join('\n')
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** 3GPP TS 26.245, 5.17: a length, and text in UTF-8, or in UTF-16 by its mark; styles follow. */
function decodeTimedText(bytes: Uint8Array): string {
  const text = bytes.subarray(2, 2 + (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0))
  const encoding =
    text[0] === 0xfe && text[1] === 0xff ? 'utf-16be' : text[0] === 0xff && text[1] === 0xfe ? 'utf-16le' : 'utf-8'
  return new TextDecoder(encoding).decode(text)
}
