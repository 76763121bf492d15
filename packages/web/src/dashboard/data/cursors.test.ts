import { expect, it } from 'vitest'
import { FIRST, goBack, goOn, type Cursors } from './cursors.js'

it('goes on, and back the same way', () => {
  const third = goOn(goOn(FIRST, 'b'), 'c')
  expect(third.current).toBe('c')
  expect(goBack(third).current).toBe('b')
  expect(goBack(goBack(third))).toEqual(FIRST)
  expect(goBack(FIRST)).toEqual(FIRST)
})

it('remembers a bounded way', () => {
  let cursors: Cursors = FIRST
  for (let at = 0; at < 10_000; at++) cursors = goOn(cursors, String(at))
  expect(cursors.back.length).toBe(200)
  expect(goBack(cursors).current).toBe('9998')
})
