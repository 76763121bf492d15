import { describe, expect, it } from 'vitest'
import { newestFirst, toPage } from './page-cursor.js'

const found = [
  { createdAtMs: 2, id: 'a', name: 'newest' },
  { createdAtMs: 1, id: 'b', name: 'middle' },
  { createdAtMs: 1, id: 'a', name: 'oldest' },
]

describe('a page', () => {
  it('ends where the next one goes on, and is the last when no more was found', () => {
    expect(toPage(found, 2)).toEqual({ items: found.slice(0, 2), next: { createdAtMs: 1, id: 'b' } })
    expect(toPage(found, 3)).toEqual({ items: found, next: null })
    expect(toPage([], 3)).toEqual({ items: [], next: null })
  })

  it('is read newest first, of the same moment by falling id', () => {
    expect([found[2]!, found[0]!, found[1]!].sort(newestFirst)).toEqual(found)
    expect(newestFirst(found[1]!, found[1]!)).toBe(0)
  })
})
