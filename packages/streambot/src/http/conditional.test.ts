import { describe, expect, it } from 'vitest'
import { evaluateConditions, type Conditions, type ConditionalOutcome } from './conditional.js'
import { parseHttpDate, toHttpDate } from './http-date.js'

const modifiedMs = Date.UTC(2024, 1, 29, 12, 30, 45)
const validators = { etag: '"tag"', lastModifiedMs: modifiedMs }
const same = toHttpDate(modifiedMs)
const before = toHttpDate(modifiedMs - 1000)
const after = toHttpDate(modifiedMs + 1000)

const failed: ConditionalOutcome = { kind: 'precondition_failed' }
const notModified: ConditionalOutcome = { kind: 'not_modified' }
const proceed: ConditionalOutcome = { kind: 'proceed', rangeCounts: true }
const proceedWhole: ConditionalOutcome = { kind: 'proceed', rangeCounts: false }

describe('evaluateConditions', () => {
  it.each<[Conditions, ConditionalOutcome]>([
    [{}, proceed],
    [{ 'if-match': '"tag"' }, proceed],
    [{ 'if-match': '"a,b", "tag"' }, proceed],
    [{ 'if-match': '*' }, proceed],
    [{ 'if-match': 'W/"tag"' }, failed],
    [{ 'if-match': '"other"' }, failed],
    [{ 'if-match': '' }, failed],
    [{ 'if-unmodified-since': same }, proceed],
    [{ 'if-unmodified-since': before }, failed],
    [{ 'if-unmodified-since': 'rubbish' }, proceed],
    [{ 'if-match': '"tag"', 'if-unmodified-since': before }, proceed],
    [{ 'if-none-match': '"tag"' }, notModified],
    [{ 'if-none-match': '"x", W/"tag"' }, notModified],
    [{ 'if-none-match': '*' }, notModified],
    [{ 'if-none-match': '"x"' }, proceed],
    [{ 'if-none-match': '"x,"tag' }, proceed],
    [{ 'if-none-match': '"x"', 'if-modified-since': after }, proceed],
    [{ 'if-modified-since': same }, notModified],
    [{ 'if-modified-since': after }, notModified],
    [{ 'if-modified-since': before }, proceed],
    [{ 'if-modified-since': '2024-02-29' }, proceed],
    [{ 'if-match': '"other"', 'if-none-match': '"tag"' }, failed],
    [{ 'if-match': '"tag"', 'if-none-match': '"tag"' }, notModified],
    [{ 'if-range': '"tag"' }, proceed],
    [{ 'if-range': same }, proceed],
    [{ 'if-range': 'W/"tag"' }, proceedWhole],
    [{ 'if-range': '"other"' }, proceedWhole],
    [{ 'if-range': '"tag", "tag"' }, proceedWhole],
    [{ 'if-range': after }, proceedWhole],
    [{ 'if-range': 'rubbish' }, proceedWhole],
  ])('answers %j', (conditions, outcome) => {
    expect(evaluateConditions(conditions, validators)).toEqual(outcome)
  })

  it('lets no date condition hold for a file of unknown age', () => {
    const ageless = { etag: '"tag"', lastModifiedMs: null }
    expect(evaluateConditions({ 'if-modified-since': same }, ageless)).toEqual(proceed)
    expect(evaluateConditions({ 'if-unmodified-since': before }, ageless)).toEqual(proceed)
    expect(evaluateConditions({ 'if-range': same }, ageless)).toEqual(proceedWhole)
  })
})

describe('HTTP dates', () => {
  it('reads the form it writes and both obsolete ones', () => {
    expect(toHttpDate(modifiedMs)).toBe('Thu, 29 Feb 2024 12:30:45 GMT')
    for (const text of [same, 'Thursday, 29-Feb-24 12:30:45 GMT', 'Thu Feb 29 12:30:45 2024']) {
      expect(parseHttpDate(text)).toBe(modifiedMs)
    }
    expect(parseHttpDate('Sun Nov  6 08:49:37 1994')).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
    expect(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT')).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
  })

  it.each([
    '',
    '0',
    'Thu, 29 Feb 2024 25:00:00 GMT',
    'Thu, 29 Foo 2024 12:30:45 GMT',
    'Thu, 29 Feb 2024 12:30:45',
    'now',
  ])('takes %j for no date', (text) => {
    expect(parseHttpDate(text)).toBeNull()
  })
})
