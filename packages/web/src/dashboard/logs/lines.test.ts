import { expect, it } from 'vitest'
import type { LogLine } from '../api/shapes.js'
import { addLines, MAX_LINES } from './lines.js'

const line = (second: number, msg = `line ${second}`): LogLine => ({
  level: 'info',
  time: new Date(second * 1000).toISOString(),
  subsystem: 'http',
  msg,
  fields: {},
})
const messages = (lines: readonly LogLine[]) => lines.map((it) => it.msg)

it('puts the newest first', () => {
  const kept = addLines(addLines([], [line(1), line(2)]), [line(3)])
  expect(messages(kept)).toEqual(['line 3', 'line 2', 'line 1'])
})

it('keeps each line once, and those of one moment in their order', () => {
  const kept = addLines([], [line(1, 'a'), line(1, 'b')])
  expect(messages(addLines(kept, [line(1, 'a'), line(1, 'b'), line(1, 'c')]))).toEqual(['c', 'b', 'a'])
})

it('puts what was missed where it belongs', () => {
  const kept = addLines(addLines([], [line(1), line(5)]), [line(1), line(3), line(5)])
  expect(messages(kept)).toEqual(['line 5', 'line 3', 'line 1'])
})

it('is the same list where nothing came', () => {
  const kept = addLines([], [line(1)])
  expect(addLines(kept, [])).toBe(kept)
  expect(addLines(kept, [line(1)])).toBe(kept)
})

it('forgets the oldest beyond its bound', () => {
  const many = Array.from({ length: MAX_LINES + 50 }, (_, at) => line(at))
  const kept = addLines([], many)
  expect(kept).toHaveLength(MAX_LINES)
  expect(kept.at(-1)?.msg).toBe('line 50')
})
