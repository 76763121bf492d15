/** Whether a file may become a link. A refusal is a value: it carries what the answer to the person needs. */
import type { MediaFile } from '../core/media-file.js'

export interface FileRules {
  /** null: as large as Telegram allows. */
  readonly maxSizeBytes: number | null
}

export type FileRefusal = {
  readonly reason: 'file_too_large'
  readonly sizeBytes: number
  readonly maxSizeBytes: number
}

export function checkFile(rules: FileRules, file: MediaFile): FileRefusal | null {
  if (rules.maxSizeBytes !== null && file.sizeBytes > rules.maxSizeBytes) {
    return { reason: 'file_too_large', sizeBytes: file.sizeBytes, maxSizeBytes: rules.maxSizeBytes }
  }
  return null
}
