import { describe, expect, it } from 'vitest'
import { textsFor } from './texts.js'

const english = textsFor('en')
const german = textsFor('de')

describe('a wait', () => {
  it.each([
    [0, '1 second', '1 Sekunde'],
    [1001, '2 seconds', '2 Sekunden'],
    [60_000, '1 minute', '1 Minute'],
    [3_725_000, '1 hour 2 minutes 5 seconds', '1 Stunde 2 Minuten 5 Sekunden'],
    [86_399_001, '1 day', '1 Tag'],
    [2 * 86_400_000 + 3_600_000, '2 days 1 hour', '2 Tage 1 Stunde'],
  ])('of %i ms is exact to the second', (ms, inEnglish, inGerman) => {
    expect(english.formats.wait(ms)).toBe(inEnglish)
    expect(german.formats.wait(ms)).toBe(inGerman)
  })
})

describe('a size', () => {
  it.each([
    [0, '0 B', '0 B'],
    [1023, '1,023 B', '1.023 B'],
    [1_500_000, '1.4 MiB', '1,4 MiB'],
    [2 ** 40 * 2000, '2,000 TiB', '2.000 TiB'],
  ])('of %i bytes has the marks of the language', (bytes, inEnglish, inGerman) => {
    expect(english.formats.size(bytes)).toBe(inEnglish)
    expect(german.formats.size(bytes)).toBe(inGerman)
  })
})
