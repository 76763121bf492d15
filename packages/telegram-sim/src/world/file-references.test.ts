import { beforeEach, describe, expect, it } from 'vitest'
import { FileReferences } from './file-references.js'
import { ManualClock } from '../clock.fixture.js'

let clock: ManualClock
let references: FileReferences
beforeEach(() => {
  clock = new ManualClock()
  references = new FileReferences(Buffer.from('secret'), clock, 60_000)
})

describe('a file reference', () => {
  it('is good for its file and its holder until its time is over', () => {
    const reference = references.issue(1, 'file')
    expect(references.check(reference, 1, 'file')).toBe('good')
    expect(references.check(reference, 2, 'file')).toBe('invalid')
    expect(references.check(reference, 1, 'other')).toBe('invalid')
    clock.advance(59_000)
    expect(references.check(reference, 1, 'file')).toBe('good')
    clock.advance(1000)
    expect(references.check(reference, 1, 'file')).toBe('expired')
  })

  it('is invalid when any bit of it is changed', () => {
    const reference = references.issue(1, 'file')
    for (let index = 0; index < reference.length; index += 1) {
      const altered = Uint8Array.from(reference)
      altered[index] = (altered[index] ?? 0) ^ 1
      expect(references.check(altered, 1, 'file')).toBe('invalid')
    }
    expect(references.check(reference.subarray(1), 1, 'file')).toBe('invalid')
  })

  it('expires when told, for one file or for all, and fresh ones are good', () => {
    const [one, two] = [references.issue(1, 'one'), references.issue(1, 'two')]
    references.expire('one')
    expect([references.check(one, 1, 'one'), references.check(two, 1, 'two')]).toEqual(['expired', 'good'])
    references.expire()
    expect(references.check(two, 1, 'two')).toBe('expired')
    expect(references.check(references.issue(1, 'two'), 1, 'two')).toBe('good')
  })
})
