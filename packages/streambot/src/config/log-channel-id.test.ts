import { describe, expect, it } from 'vitest'
import { parseChannelId } from './log-channel-id.js'

describe('parseChannelId', () => {
  it.each([
    ['-1001234567890', -1001234567890],
    ['1234567890', -1001234567890],
    ['-1000000000005', -1000000000005],
    ['-1997852516352', -1997852516352],
  ])('reads %s', (text, id) => {
    expect(parseChannelId(text)).toEqual(id)
  })

  it.each([
    ['1001234567890', 'write -1001234567890'],
    ['-1234567890', 'write -1001234567890'],
    ['@mychannel', 'must be the number'],
    ['https://t.me/+abc', 'must be the number'],
    ['0', 'looks like'],
    ['-1997852516353', 'looks like'],
  ])('explains what is wrong with %s', (text, explanation) => {
    expect(parseChannelId(text)).toContain(explanation)
  })
})
