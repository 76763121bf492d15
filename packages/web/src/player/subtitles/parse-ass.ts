/** SubStation Alpha, reduced to its text: what is said and when, without styles, places, karaoke and drawings. */
import { isShown, parseTime, toCueText, type Cue } from './cue.js'

/** What the format begins with unless the file says otherwise. */
const USUAL_FORMAT = 'Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text'

export function parseAss(file: string): Cue[] {
  const lines = file.split(/\r\n?|\n/)
  const events = lines.slice(lines.findIndex((line) => /^\[events\]/i.test(line.trim())) + 1)
  const format = events.find((line) => /^format:/i.test(line))?.replace(/^format:/i, '') ?? USUAL_FORMAT
  const fields = format.split(',').map((field) => field.trim().toLowerCase())
  return events
    .filter((line) => /^dialogue:/i.test(line))
    .map((line) => parseDialogue(line.replace(/^dialogue:/i, ''), fields))
    .filter(isShown)
    .sort((a, b) => a.startSeconds - b.startSeconds)
}

/** The text is the last field, and may have commas. */
function parseDialogue(line: string, fields: readonly string[]): Cue {
  const parts = line.split(',')
  const valueOf = (name: string) => parts[fields.indexOf(name)] ?? ''
  const text = parts.slice(fields.length - 1).join(',')
  return {
    startSeconds: parseTime(valueOf('start')),
    endSeconds: parseTime(valueOf('end')),
    text: toAssText(text),
  }
}

/** The last field of a line, as it is shown. */
export function toAssText(text: string): string {
  return isDrawing(text) ? '' : toCueText(plain(text))
}

/** `{\p1}` and up switch to drawing: what follows are coordinates. */
function isDrawing(text: string): boolean {
  return /\{[^{}]*\\p[1-9]/.test(text)
}

function plain(text: string): string {
  return text
    .replace(/\{[^{}]*\}/g, '')
    .replace(/\\[Nn]/g, '\n')
    .replace(/\\h/g, ' ')
}
