import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ListViews, toSearch } from './list-views.js'

describe('a place in the list', () => {
  it('is one word of 16 letters at most, and read again, whatever was searched for', () => {
    const views = new ListViews()
    fc.assert(
      fc.property(fc.nat({ max: 999 }), fc.string({ unit: 'grapheme' }), (page, text) => {
        const view = { page, search: toSearch(text) }
        const word = views.toWord(view)
        expect(word).toMatch(/^[\w.~-]{1,16}$/)
        expect(views.read(word)).toEqual(view)
      }),
    )
  })

  it('needs no memory where the search is short', () => {
    const word = new ListViews().toWord({ page: 2, search: 'holiday' })
    expect(new ListViews().read(word)).toEqual({ page: 2, search: 'holiday' })
  })

  it('is forgotten with a restart, or after many others, where the search is long', () => {
    const views = new ListViews()
    const word = views.toWord({ page: 0, search: 'a long summer holiday' })
    expect(new ListViews().read(word)).toBeNull()
    for (let other = 0; other < 1999; other++) views.toWord({ page: 0, search: `another long search ${other}` })
    expect(views.read(word)).toEqual({ page: 0, search: 'a long summer holiday' })
    for (let other = 0; other < 2000; other++) views.toWord({ page: 0, search: `yet another search ${other}` })
    expect(views.read(word)).toBeNull()
  })

  it('is nothing else that somebody writes', () => {
    for (const word of ['', '-1', '1000', 'x', '1.', '1.a b', '1.~unknown', '__proto__']) {
      expect(new ListViews().read(word)).toBeNull()
    }
  })
})

it('a search is one line of 100 characters at most', () => {
  expect(toSearch('  a \n\t b ')).toBe('a b')
  expect([...toSearch('😀'.repeat(200))]).toHaveLength(100)
})
