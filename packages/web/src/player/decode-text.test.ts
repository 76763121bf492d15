import { describe, expect, it } from 'vitest'
import { decodeText } from './decode-text.js'

const TEXT = 'Où est-ce — “ici”?\n'
const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string) => new Uint8Array(Uint16Array.from(text, (unit) => unit.charCodeAt(0)).buffer)
const swapped = (text: string) => utf16(text).map((_, at, bytes) => bytes[at ^ 1] ?? 0)
/** Of text that has no characters beyond it. */
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('text of unknown encoding', () => {
  it.each([
    ['UTF-8', utf8(TEXT), 'UTF-8'],
    ['UTF-8 with a mark', utf8(`\ufeff${TEXT}`), 'UTF-8'],
    ['UTF-16 with a mark', utf16(`\ufeff${TEXT}`), 'UTF-16LE'],
    ['UTF-16 the other way round, with a mark', swapped(`\ufeff${TEXT}`), 'UTF-16BE'],
    ['UTF-16 without a mark', utf16(TEXT), 'UTF-16LE'],
    ['UTF-16 the other way round, without a mark', swapped(TEXT), 'UTF-16BE'],
  ])('is read as %s', (_name, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text: TEXT, encoding })
  })

  it('is read as Windows-1252 where it is neither', () => {
    // Without its quotation marks: Node reads them as control characters, which browsers do not.
    expect(decodeText(latin1('Où est-ce?'))).toEqual({ text: 'Où est-ce?', encoding: 'Windows-1252' })
  })

  it('is UTF-8 also where it is cut within a character', () => {
    const bytes = utf8('abc ü')
    expect(decodeText(bytes.subarray(0, bytes.length - 1))).toEqual({ text: 'abc ', encoding: 'UTF-8' })
  })

  it('may be empty', () => {
    expect(decodeText(new Uint8Array())).toEqual({ text: '', encoding: 'UTF-8' })
  })
})
