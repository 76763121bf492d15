/** A subtitle file, by what is in it; a name may be wrong. */
import { decodeText } from '../decode-text.js'
import type { Cue } from './cue.js'
import { parseAss } from './parse-ass.js'
import { parseBlocks } from './parse-blocks.js'

/** Empty: no subtitles in any of the formats. */
export function parseSubtitles(bytes: Uint8Array): Cue[] {
  const { text } = decodeText(bytes)
  return /^[ \t]*\[script info\]|^\[events\]/im.test(text) ? parseAss(text) : parseBlocks(text)
}
