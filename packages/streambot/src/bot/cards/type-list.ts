import { escapeHtml } from '../../core/escape-html.js'
import type { Texts } from '../texts/texts.js'
import { oneLine } from './one-line.js'

const MAX_SHOWN = 10
const MAX_TYPE_LENGTH = 40

/** Types of files as HTML: a list of hundred tells nobody more than its beginning. */
export function typeList({ refusals, formats }: Texts, types: readonly string[]): string {
  const shown = types.slice(0, MAX_SHOWN).map((type) => escapeHtml(oneLine(type, MAX_TYPE_LENGTH)))
  const more = types.length - shown.length
  return [...shown, ...(more > 0 ? [refusals.moreTypes(formats.number(more))] : [])].join(', ')
}
