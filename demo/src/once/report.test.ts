import { expect, it } from 'vitest'
import { formatFailure, formatReport } from './report.js'

it('tells size, times and speed in one line', () => {
  const report = { sizeBytes: 104_857_600, linkMs: 34.6, firstByteMs: 4.2, downloadMs: 500, ranges: 32 }
  expect(formatReport(report)).toBe('demo ok size=104857600 link=35ms first-byte=4ms speed=200.0MiB/s ranges=32')
})

it('reports an empty file without dividing by nothing', () => {
  const report = { sizeBytes: 0, linkMs: 1, firstByteMs: 0, downloadMs: 0, ranges: 0 }
  expect(formatReport(report)).toBe('demo ok size=0 link=1ms first-byte=0ms speed=0.0MiB/s ranges=0')
})

it('keeps a failure on one line', () => {
  expect(formatFailure('the answer was:\n  no\n')).toBe('demo failed: the answer was: no')
})
