/** SubRip and WebVTT: blocks between empty lines, each with a line of times. What is no such block (numbers, notes, styles) is passed over. */
import { isShown, parseTime, toCueText, type Cue } from './cue.js'

export function parseBlocks(file: string): Cue[] {
  return file
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .flatMap((block) => parseBlock(block.split('\n')))
    .filter(isShown)
}

function parseBlock(lines: readonly string[]): Cue[] {
  const at = lines.findIndex((line) => line.includes('-->'))
  const [start = '', end = ''] = lines[at]?.split('-->') ?? []
  if (at < 0) return []
  const text = toCueText(
    lines
      .slice(at + 1)
      .map(withoutOverrides)
      .join('\n'),
  )
  return [{ startSeconds: parseTime(start), endSeconds: parseTime(end), text }]
}

/** `{\an8}` and the like, which some files have from another format. */
export function withoutOverrides(line: string): string {
  return line.replace(/\{\\[^{}]*\}/g, '')
}
