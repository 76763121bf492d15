/** Which files are taken: MIME types such as `video/*` and extensions such as `.exe`, in one list each. */
import { splitList } from '../core/split-list.js'
import { parseTypePattern } from '../core/type-pattern.js'
import type { EnvReader } from './env-reader.js'

export interface FileTypesConfig {
  /** Empty: all. */
  readonly allowed: readonly string[]
  /** Wins over `allowed`. */
  readonly denied: readonly string[]
}

export function readFileTypes(reader: EnvReader): FileTypesConfig {
  return { allowed: readList(reader, 'ALLOWED_TYPES'), denied: readList(reader, 'DENIED_TYPES') }
}

function readList(reader: EnvReader, name: string): string[] {
  const patterns = new Set<string>()
  for (const entry of splitList(reader.text(name))) {
    const pattern = parseTypePattern(entry)
    if (pattern !== null) patterns.add(pattern)
    else reader.invalid(name, `holds "${entry}", which is neither a type such as video/* nor an extension such as .exe`)
  }
  return [...patterns]
}
