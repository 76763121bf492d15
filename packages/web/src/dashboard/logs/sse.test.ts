import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SseParser } from './sse.js'

const bytes = (text: string) => new TextEncoder().encode(text)

it.each([
  ['event: log\ndata: {"a":1}\n\n', [{ event: 'log', data: '{"a":1}' }]],
  ['retry: 5000\n\n:\n\ndata:x\n\n', [{ event: 'message', data: 'x' }]],
  ['event: end\r\ndata: a\r\ndata: b\r\n\r\n', [{ event: 'end', data: 'a\nb' }]],
  ['data\n\n', [{ event: 'message', data: '' }]],
  ['event: log\n\ndata: x\n\n', [{ event: 'message', data: 'x' }]],
  ['data:  x: y\n\n', [{ event: 'message', data: ' x: y' }]],
  ['data: not yet', []],
])('reads %j', (text, events) => {
  expect(new SseParser().feed(bytes(text))).toEqual(events)
})

it('reads the same however the bytes are cut, also within a letter and within the end of a line', () => {
  const whole = bytes('event: log\r\ndata: Grüße 👋\r\n\r\n:\r\n\r\ndata: zwei\r\n\r\n')
  const expected = [
    { event: 'log', data: 'Grüße 👋' },
    { event: 'message', data: 'zwei' },
  ]
  fc.assert(
    fc.property(fc.array(fc.nat({ max: whole.length })), (cuts) => {
      const parser = new SseParser()
      const edges = [0, ...cuts.sort((a, b) => a - b), whole.length]
      const events = edges.slice(1).flatMap((end, at) => parser.feed(whole.subarray(edges[at], end)))
      expect(events).toEqual(expected)
    }),
  )
})

it('keeps no line and no event that does not end', () => {
  const much = bytes('x'.repeat(600_000))
  const endless = new SseParser()
  endless.feed(much)
  expect(() => endless.feed(much)).toThrow(RangeError)
  const many = new SseParser()
  const line = bytes(`data: ${'x'.repeat(600_000)}\n`)
  many.feed(line)
  expect(() => many.feed(line)).toThrow(RangeError)
})
