import { expect, it } from 'vitest'
import { readChannelId, toMarkedChannelId, toPlainChannelId } from './channel-id.js'

it('an id is the same channel in both spellings', () => {
  expect(toPlainChannelId(-1_001_234_567_890)).toBe(1_234_567_890)
  expect(toMarkedChannelId(1_234_567_890)).toBe(-1_001_234_567_890)
  expect(readChannelId('1234567890')).toEqual({ ok: true, id: toMarkedChannelId(1_234_567_890) })
})
