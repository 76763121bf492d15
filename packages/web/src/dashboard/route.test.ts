import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseRoute, toHash, VIEW_NAMES } from './route.js'

it.each([
  ['', 'overview', null, {}],
  ['#/', 'overview', null, {}],
  ['#/nowhere', 'overview', null, {}],
  ['#/links?owner=7&search=a%20b', 'links', null, { owner: '7', search: 'a b' }],
  ['#/people/7', 'people', '7', {}],
  ['#/people/%E0%A4%A', 'people', null, {}],
  ['#login=abc', 'overview', null, {}],
])('reads %s', (hash, view, id, query) => {
  expect(parseRoute(hash)).toEqual({ view, id, query })
})

it('reads what it writes', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme' })
  fc.assert(
    fc.property(fc.constantFrom(...VIEW_NAMES), text, text, (view, id, search) => {
      expect(parseRoute(toHash(view, id, { search, owner: '' }))).toEqual({ view, id, query: { search } })
    }),
  )
})
