import { shorten } from './shorten.js'

/** Longer than what people call themselves, and short enough to stand in any sentence. */
const BRIEF_LENGTH = 64

/** What people call themselves, as one line that disturbs no other: without line breaks, marks that turn the direction of text, and halves of characters. */
export function oneLine(text: string, maxLength: number): string {
  const plain = text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\s+/g, ' ')
  return shorten(plain.trim().replace(/\p{Surrogate}/gu, '\ufffd'), maxLength)
}

/** What somebody typed, or calls a thing, as far as an answer repeats it. */
export function brief(text: string): string {
  return oneLine(text, BRIEF_LENGTH)
}
