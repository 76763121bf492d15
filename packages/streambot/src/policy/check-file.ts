/**
 * Whether a file may become a link: once by what its sender says, and again by what its first bytes say. An empty file is a
 * file. What is denied is denied whoever says it; what is not said yet is not held against a file.
 */
import { toSafeFileName } from '../core/file-name.js'
import type { MediaFile } from '../core/media-file.js'
import { isGenericType, type TrueType } from './true-type.js'
import { essenceOf } from './type-class.js'

export interface FileRules {
  /** null: as large as Telegram allows. */
  readonly maxSizeBytes: number | null
  readonly types: TypeRules
}

/** Lower case: MIME types such as `application/pdf` or `video/*`, and extensions such as `.exe`. */
export interface TypeRules {
  /** Empty: all. */
  readonly allowed: readonly string[]
  /** Wins over `allowed`. */
  readonly denied: readonly string[]
}

export type ContentRefusal =
  | { readonly reason: 'file_too_large'; readonly sizeBytes: number; readonly maxSizeBytes: number }
  | {
      readonly reason: 'type_not_allowed'
      /** What the file was taken for. */
      readonly mimeType: string
      /** What would be taken; empty: all but this. */
      readonly allowed: readonly string[]
    }

/** By what the sender says. A file without a type may turn out to be of an allowed one. */
export function checkFile(rules: FileRules, file: MediaFile): ContentRefusal | null {
  const { maxSizeBytes, types } = rules
  if (maxSizeBytes !== null && file.sizeBytes > maxSizeBytes) {
    return { reason: 'file_too_large', sizeBytes: file.sizeBytes, maxSizeBytes }
  }
  const declared = { mimeType: file.mimeType, name: file.name }
  if (matches(types.denied, declared)) return notAllowed(types, file.mimeType)
  return isGenericType(file.mimeType) || isAllowed(types, declared) ? null : notAllowed(types, file.mimeType)
}

/** By what the bytes say. Who lied is not believed the name either. */
export function checkTrueType({ types }: FileRules, file: MediaFile, type: TrueType): ContentRefusal | null {
  const { mimeType, seen, isLie } = type
  const bySight = seen && { mimeType: seen.mimeType, name: `file${seen.extension}` }
  if (bySight && matches(types.denied, bySight)) return notAllowed(types, seen.mimeType)
  const isFine =
    (bySight !== null && isAllowed(types, bySight)) ||
    (!isLie && isAllowed(types, { mimeType: file.mimeType, name: file.name }))
  return isFine ? null : notAllowed(types, mimeType)
}

export function hasTypeRules({ types }: FileRules): boolean {
  return types.allowed.length > 0 || types.denied.length > 0
}

interface Claim {
  readonly mimeType: string
  readonly name: string
}

function isAllowed({ allowed }: TypeRules, claim: Claim): boolean {
  return allowed.length === 0 || matches(allowed, claim)
}

function matches(patterns: readonly string[], { mimeType, name }: Claim): boolean {
  // As the file is called once it is saved: `virus.exe.` and `virus.exe ` lose their last character on Windows.
  const safeName = toSafeFileName(name).toLowerCase()
  const essence = essenceOf(mimeType)
  return patterns.some((pattern) => {
    if (pattern.startsWith('.')) return safeName.endsWith(pattern)
    return pattern.endsWith('/*') ? essence.startsWith(pattern.slice(0, -1)) : essence === pattern
  })
}

function notAllowed({ allowed }: TypeRules, mimeType: string): ContentRefusal {
  return { reason: 'type_not_allowed', mimeType, allowed }
}
