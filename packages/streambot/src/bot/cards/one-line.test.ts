import { describe, expect, it } from 'vitest'
import { oneLine } from './one-line.js'

describe('a name', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['Ada\n\u2028\r\tLovelace', 'Ada Lovelace'],
    ['Ada \u202edrawkcab\u2066', 'Ada drawkcab'],
    ['\u0000\u200f', ''],
    ['Ada \ud835', 'Ada \ufffd'],
    ['😀😀😀😀', '😀…'],
  ])('%j is one line that disturbs no other', (name, shown) => {
    expect(oneLine(name, name.startsWith('😀') ? 3 : 40)).toBe(shown)
  })
})
