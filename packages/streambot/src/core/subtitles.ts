/** Subtitles that lie beside a film, as a file of their own: what is remembered of them, and what their name says. */
import { toSafeFileName } from './file-name.js'

/** One file of subtitles that belongs to a link. */
export interface Subtitles {
  /** 16 hex digits, made from the message that brought it. */
  readonly id: string
  /** As sent; untrusted until `toSafeFileName`. */
  readonly name: string
  /** IETF tag, as far as the name tells; null: it does not. */
  readonly language: string | null
  /** Message in the log channel that holds the copy. */
  readonly logMessageId: number
  readonly telegramFileId: string
  readonly sizeBytes: number
}

/** Of one link. */
export const MAX_SUBTITLES = 16
/** A film's lines are a tenth of it. */
export const MAX_SUBTITLES_BYTES = 2 * 1024 * 1024

const ENDING = /\.(srt|vtt|ass|ssa)$/i
const TAG = /^[a-z]{2,3}(-[a-z0-9]{2,8})?$/i
/** Says how the lines are written, and stands behind the language. */
const MANNER = /^(forced|sdh|cc)$/i

const NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

export function isSubtitlesName(name: string): boolean {
  return ENDING.test(name)
}

/** `film.de.srt`, `film.pt-BR.forced.ass`, `film.eng.srt`; the tag as it is usual (`de`, `pt-BR`, `en`). null: none that anybody knows. */
export function languageOf(name: string): string | null {
  const words = name.replace(ENDING, '').split(/[._ ]/)
  // The first is what the film is called.
  const tag = words.slice(1).findLast((word) => !MANNER.test(word)) ?? ''
  if (!TAG.test(tag) || isCapitalised(tag)) return null
  const canonical = canonicalOf(tag)
  const [language] = canonical?.split('-') ?? []
  // Three letters are a word sooner than a language, unless they mean one that has two.
  return canonical !== null && language?.length === 2 && NAMES.of(canonical) !== undefined ? canonical : null
}

/** null: it only looks like a tag, as `ep-05` does. */
function canonicalOf(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null
  }
}

/** What people choose them by: the language in English, or the name without its ending. */
export function labelOf({ name, language }: Pick<Subtitles, 'name' | 'language'>): string {
  return (language === null ? undefined : NAMES.of(language)) ?? toSafeFileName(name).replace(ENDING, '')
}

/** As the words of a title are. */
function isCapitalised(word: string): boolean {
  return /^[A-Z][a-z]/.test(word)
}
