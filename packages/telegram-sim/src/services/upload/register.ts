/**
 * upload.*: parts in, parts out, by Telegram's own rules (core.telegram.org/api/files).
 * Out of scope: CDN data centres (nothing is ever redirected to one), web files, file hashes.
 */
import type { ServiceContext } from '../context.js'
import { registerGetFile } from './get-file.js'
import { registerSaveParts } from './save-parts.js'

export function registerUpload(context: ServiceContext): void {
  registerSaveParts(context)
  registerGetFile(context)
}
