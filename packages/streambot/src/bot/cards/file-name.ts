/** Names of files as HTML. */
import { escapeHtml } from '../../core/escape-html.js'
import { toSafeFileName } from '../../core/file-name.js'
import { oneLine } from './one-line.js'

/** Where it stands beside others. */
const MAX_IN_LIST = 60
/** Where all is about this one. */
const MAX_AS_TITLE = 200

export function fileNameInList(name: string): string {
  return escapeHtml(oneLine(toSafeFileName(name), MAX_IN_LIST))
}

export function fileNameAsTitle(name: string): string {
  return escapeHtml(oneLine(toSafeFileName(name), MAX_AS_TITLE))
}
