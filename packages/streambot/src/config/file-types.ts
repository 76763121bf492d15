/** Which files are taken: MIME types such as `video/*` and extensions such as `.exe`, in one list each. */
import type { EnvReader } from './env-reader.js'
import { splitList } from './id-list.js'

export interface FileTypesConfig {
  /** Empty: all. */
  readonly allowed: readonly string[]
  /** Wins over `allowed`. */
  readonly denied: readonly string[]
}

const MIME_TYPE = /^[a-z0-9!#$&^_.+-]+\/(?:\*|[a-z0-9!#$&^_.+-]+)$/
const EXTENSION = /^\.[\p{L}\p{N}_.-]+$/u

export function readFileTypes(reader: EnvReader): FileTypesConfig {
  return { allowed: readList(reader, 'ALLOWED_TYPES'), denied: readList(reader, 'DENIED_TYPES') }
}

function readList(reader: EnvReader, name: string): string[] {
  const entries = splitList(reader.text(name)).map((entry) => entry.toLowerCase())
  for (const entry of entries) {
    if (!MIME_TYPE.test(entry) && !EXTENSION.test(entry)) {
      reader.invalid(name, `holds "${entry}", which is neither a type such as video/* nor an extension such as .exe`)
    }
  }
  return [...new Set(entries)]
}
