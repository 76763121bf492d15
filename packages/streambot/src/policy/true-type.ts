/**
 * What a file is by its first bytes, and whether its sender said otherwise. Conservative: only what cannot be an honest mistake is a
 * lie, and what the bytes do not tell stays as declared.
 */
import { fileTypeFromBuffer } from 'file-type'
import { GENERIC_TYPE } from '../core/content-type.js'
import { areFamily, classOf, essenceOf, isContainer, isTextLike } from './type-class.js'

export interface TrueType {
  /** What to take the file for. */
  readonly mimeType: string
  /** What the bytes alone say; null: nothing that would say more than the sender did. */
  readonly seen: SeenType | null
  /** Declared as something of another kind. */
  readonly isLie: boolean
}

export interface SeenType {
  readonly mimeType: string
  /** With its dot. */
  readonly extension: string
}

/** `application/octet-stream` and whatever else means "some file". */
export function isGenericType(declared: string): boolean {
  const mimeType = essenceOf(declared)
  return (
    mimeType === '' ||
    mimeType === GENERIC_TYPE ||
    /^(application|binary)\/(octet-stream|(x-)?(unknown|download|binary|force-download))$/.test(mimeType)
  )
}

/** @param firstBytes some KiB at least, or the whole of a smaller file */
export async function trueType(declared: string, name: string, firstBytes: Uint8Array): Promise<TrueType> {
  const asDeclared: TrueType = { mimeType: declared, seen: null, isLie: false }
  const declaredMime = essenceOf(declared)
  if (isTextLike(declaredMime) && isText(firstBytes)) return asDeclared
  const seen = await look(firstBytes)
  if (!seen || saysMore(declaredMime, name, seen)) return asDeclared
  if (isGenericType(declaredMime)) return { mimeType: seen.mimeType, seen, isLie: false }
  if (areFamily(declaredMime, seen.mimeType)) return { ...asDeclared, seen }
  return { mimeType: seen.mimeType, seen, isLie: classOf(declaredMime) !== classOf(seen.mimeType) }
}

async function look(firstBytes: Uint8Array): Promise<SeenType | null> {
  const found = await fileTypeFromBuffer(firstBytes)
  if (!found) return null
  const mimeType = USUAL_NAMES[found.mime] ?? essenceOf(found.mime)
  // Two letters make a program (`MZ`) or a picture (`BM`), and also begin a sentence.
  if (isText(firstBytes) && !['print', 'other'].includes(classOf(mimeType))) return null
  return { mimeType, extension: `.${found.ext}` }
}

/** The bytes show what many formats are made of, and the sender named one of those. */
function saysMore(declaredMime: string, name: string, seen: SeenType): boolean {
  if (!isContainer(seen.mimeType)) return false
  if (isGenericType(declaredMime)) return MADE_OF_CONTAINERS.test(name)
  return !isTextLike(declaredMime) && ['other', 'program'].includes(classOf(declaredMime))
}

/** Formats that are often sent without a type, and whose beginning shows the container only. */
const MADE_OF_CONTAINERS =
  /\.(apk|apks|xapk|aab|jar|ipa|epub|cbz|kmz|3mf|(doc|xls|ppt)[xm]?|vsdx?|od[tspg]|msg|msi|pages|numbers|key|tgs|svgz|blend|xpi|crx|whl|nupkg|vsix)$/i

/** None of the control characters that text has no use for, or the mark of UTF-16. */
function isText(bytes: Uint8Array): boolean {
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return isMarked || bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b)
}

/** As Telegram's clients and core/content-type.ts call what the library calls otherwise. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'video/matroska': 'video/x-matroska',
  'video/vnd.avi': 'video/x-msvideo',
  'video/MP1S': 'video/mpeg',
  'video/MP2P': 'video/mpeg',
}
