import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alike } from './alike.js'

it.each([
  ['film', 'FILM'],
  ['Übung', 'U\u0308BUNG'],
  ['Straße', 'STRASSE'],
  ['STRAẞE', 'straße'],
  ['ΟΔΟΣ', 'οδος'],
  ['οδοσ', 'οδος'],
  ['İstanbul', 'istanbul'],
  ['İSTANBUL', 'i\u0307stanbul'],
  ['ısparta', 'ISPARTA'],
  ['ДОКУМЕНТ', 'документ'],
  ['ﬁlm', 'FILM'],
  ['Café', 'CAFE\u0301'],
])('%s and %s are', (one, other) => {
  expect(alike(one)).toBe(alike(other))
})

it.each([
  ['a', 'b'],
  ['e', 'é'],
  ['о', 'o'],
])('%s and %s are not', (one, other) => {
  expect(alike(one)).not.toBe(alike(other))
})

it('is of a part of a word what it is of the same part in the word', () => {
  expect(alike('ΟΔΟΣΑ.mkv')).toContain(alike('ΟΔΟΣ'))
})

it('is the same whichever case a text is written in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(alike(text.toUpperCase())).toBe(alike(text))
      expect(alike(alike(text))).toBe(alike(text))
    }),
  )
})
