import { describe, expect, it } from 'vitest'
import type { EntityStyle, EntityView } from './chat-view.js'
import { pieceText, toPieces } from './text-pieces.js'

function entity(style: EntityStyle, offset: number, length: number): EntityView {
  return { style, offset, length }
}

describe('text becomes pieces', () => {
  it('keeps plain text whole', () => {
    expect(toPieces('just words', [])).toEqual(['just words'])
    expect(toPieces('', [])).toEqual([])
  })

  it('nests one style inside another', () => {
    expect(toPieces('a bold word', [entity('italic', 7, 4), entity('bold', 2, 9)])).toEqual([
      'a ',
      { style: 'bold', children: ['bold ', { style: 'italic', children: ['word'] }] },
    ])
  })

  it('splits styles that overlap', () => {
    expect(toPieces('abcd', [entity('bold', 0, 3), entity('italic', 2, 2)])).toEqual([
      { style: 'bold', children: ['ab', { style: 'italic', children: ['c'] }] },
      { style: 'italic', children: ['d'] },
    ])
  })

  it('cuts off what points outside the text and drops what is empty', () => {
    const wrong = [entity('bold', 2, 99), entity('italic', 50, 2), entity('code', 1, 0), entity('quote', -5, 6)]
    const pieces = toPieces('abcd', wrong)
    expect(pieces.map(pieceText).join('')).toBe('abcd')
    expect(pieces).toEqual([{ style: 'quote', children: ['a'] }, 'b', { style: 'bold', children: ['cd'] }])
  })

  it('counts offsets in UTF-16 units, as Telegram does', () => {
    expect(toPieces('🎬 film', [entity('bold', 3, 4)])).toEqual(['🎬 ', { style: 'bold', children: ['film'] }])
  })

  it('finds addresses without their closing punctuation, and commands', () => {
    expect(toPieces('See http://127.0.0.1:8080/dl/a_b-c/x%20y.mp4. /help tells more and/or less', [])).toEqual([
      'See ',
      { style: 'link', children: ['http://127.0.0.1:8080/dl/a_b-c/x%20y.mp4'] },
      '. ',
      { style: 'command', children: ['/help'] },
      ' tells more and/or less',
    ])
  })

  it('leaves addresses in code and in links as they are', () => {
    expect(toPieces('http://a.b http://a.b', [entity('code', 0, 10), entity('link', 11, 10)])).toEqual([
      { style: 'code', children: ['http://a.b'] },
      ' ',
      { style: 'link', children: ['http://a.b'] },
    ])
  })

  it('loses no character, whatever the entities', () => {
    const text = 'some text of a certain length'
    for (let seed = 1; seed < 200; seed++) {
      const entities = Array.from({ length: 6 }, (_, i) =>
        entity('bold', ((seed * (i + 3) * 7919) % 40) - 5, (seed * (i + 1) * 104729) % 25),
      )
      expect(toPieces(text, entities).map(pieceText).join('')).toBe(text)
    }
  })
})
