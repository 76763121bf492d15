import { expect, it } from 'vitest'
import { straighten } from './straighten.js'

const read = (value: unknown) => JSON.parse(JSON.stringify(value), straighten) as unknown

it('shows what turns words around, wherever in an answer it stands', () => {
  expect(read({ items: [{ file: { name: 'invoice\u202efdp.exe' } }], next: null })).toEqual({
    items: [{ file: { name: 'invoice\ufffdfdp.exe' } }],
    next: null,
  })
  for (const sign of '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069') expect(read(sign)).toBe('\ufffd')
})

it('leaves alone what is written from right to left, its marks, and what is no text', () => {
  for (const value of ['שלום\u200f!', 'مرحبا', '👩\u200d💻', 5, true, null]) expect(read(value)).toBe(value)
})
