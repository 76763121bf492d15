import { shorten } from './shorten.js'

/** What people call themselves, as one line that disturbs no other: without line breaks, and marks that turn the direction of text. */
export function oneLine(text: string, maxCharacters: number): string {
  const plain = text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\s+/g, ' ')
  return shorten(plain.trim(), maxCharacters)
}
