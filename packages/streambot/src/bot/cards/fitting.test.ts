import { thtml } from '@mtcute/html-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitting, type FittingOptions } from './fitting.js'

const more = (count: number) => `… and ${count} more.`

function toMessage(pieces: readonly string[], { around, ...options }: FittingOptions) {
  const shown = fitting(pieces, more, { around, ...options })
  const { text, entities = [] } = thtml([around, ...shown].join('\n'))
  return { shown, length: text.length, entities: entities.length }
}

describe('a list in a message', () => {
  it('is whole where it fits', () => {
    expect(fitting(['a', 'b'], more, { around: '' })).toEqual(['a', 'b'])
    expect(fitting([], more, { around: 'x'.repeat(5000) })).toEqual([])
  })

  it('has no more than anybody reads', () => {
    expect(fitting(['a', 'b', 'c'], more, { around: '', most: 1 })).toEqual(['a', '… and 2 more.'])
  })

  it('counts what people see, not how it is written', () => {
    const pieces = Array.from(
      { length: 90 },
      () => `<a href="https://example.org/${'x'.repeat(200)}">&lt;&amp;&gt;</a>`,
    )
    expect(toMessage(pieces, { around: '' }).shown).toEqual(pieces)
  })

  it('uses the message up to its end', () => {
    const { length } = toMessage(
      Array.from({ length: 5000 }, () => 'a'),
      { around: 'title' },
    )
    expect(length).toBeGreaterThan(4096 - 10)
  })

  it('never has too much for Telegram', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 900 }).map((text) => text.replaceAll(/[<>&"]/g, '&amp;')),
      fc.integer({ min: 1, max: 30 }).map((count) => '<b>𝕬</b>'.repeat(count)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 0, max: 3500 }), (pieces, aroundLength) => {
        const { shown, length, entities } = toMessage(pieces, { around: 'a'.repeat(aroundLength) })
        expect(length).toBeLessThanOrEqual(4096)
        expect(entities).toBeLessThanOrEqual(100)
        const hasAll = shown.length === pieces.length && shown.every((it, at) => it === pieces[at])
        expect(hasAll || /^… and \d+ more\.$/.test(shown.at(-1) ?? '')).toBe(true)
      }),
    )
  })
})
