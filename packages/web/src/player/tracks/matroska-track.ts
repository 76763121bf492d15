/** One track of a Matroska file, as its entry describes it. */
import { childOf, childrenOf, readText, readUint } from './ebml.js'
import { ID } from './matroska-ids.js'

export type MatroskaPacking =
  | { readonly kind: 'none' | 'zlib' | 'unknown' }
  /** Every block begins with these bytes, which were left out. */
  | { readonly kind: 'stripped'; readonly prefix: Uint8Array }

export interface MatroskaTrack {
  readonly number: number
  readonly kind: 'video' | 'audio' | 'text' | 'other'
  readonly codecId: string
  readonly language: string
  readonly title: string
  readonly packing: MatroskaPacking
}

const KINDS: Readonly<Record<number, MatroskaTrack['kind']>> = { 1: 'video', 2: 'audio', 17: 'text' }
const ZLIB = 0
const STRIPPED = 3
/** What a file means that names no language (RFC 9559, 5.1.4.1.19). */
const USUAL_LANGUAGE = 'eng'

/** null: it has no number, so nothing can belong to it. */
export function parseTrackEntry(bytes: Uint8Array): MatroskaTrack | null {
  const fields = new Map([...childrenOf(bytes)].map(({ id, data }) => [id, data]))
  const textOf = (id: number) => readText(fields.get(id) ?? new Uint8Array())
  const number = readUint(fields.get(ID.trackNumber) ?? new Uint8Array())
  if (number === 0) return null
  const language = textOf(ID.languageBcp47) || textOf(ID.language) || USUAL_LANGUAGE
  return {
    number,
    kind: KINDS[readUint(fields.get(ID.trackType) ?? new Uint8Array())] ?? 'other',
    codecId: textOf(ID.codecId),
    language: language === 'und' ? '' : language,
    title: textOf(ID.name),
    packing: parsePacking(fields.get(ID.contentEncodings)),
  }
}

function parsePacking(encodings: Uint8Array | undefined): MatroskaPacking {
  if (!encodings) return { kind: 'none' }
  const [encoding, another] = [...childrenOf(encodings)].filter(({ id }) => id === ID.contentEncoding)
  if (!encoding) return { kind: 'none' }
  const compression = childOf(encoding.data, ID.contentCompression)
  const type = readUint(childOf(encoding.data, ID.contentEncodingType) ?? new Uint8Array())
  if (another || type !== 0 || !compression) return { kind: 'unknown' }
  const algorithm = readUint(childOf(compression, ID.contentCompAlgo) ?? new Uint8Array())
  const prefix = childOf(compression, ID.contentCompSettings) ?? new Uint8Array()
  if (algorithm === STRIPPED) return { kind: 'stripped', prefix }
  return { kind: algorithm === ZLIB ? 'zlib' : 'unknown' }
}
