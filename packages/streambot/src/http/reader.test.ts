import { describe, expect, it } from 'vitest'
import { readBasicPassword } from './reader.js'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('readBasicPassword', () => {
  it.each([
    [basic('anybody:sesame'), 'sesame'],
    [basic(':sesame'), 'sesame'],
    [basic('a:b:c'), 'b:c'],
    [basic('ä:öffne dich ✓\n'), 'öffne dich ✓\n'],
    [basic('a:b').replace('Basic', 'bASIC '), 'b'],
    [basic('a:'), null],
    [basic('no colon'), null],
    ['Basic', null],
    ['Basic !!!', null],
    [`Basic ${'A'.repeat(16_000)}`, null],
    ['Bearer abc', null],
    ['', null],
    [undefined, null],
  ])('of %.40j is %j', (header, password) => {
    expect(readBasicPassword(header)).toBe(password)
  })
})
