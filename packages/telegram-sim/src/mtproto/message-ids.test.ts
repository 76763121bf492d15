import { expect, test } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import { messageIdAt, messageIdProblem, ServerMessageIds } from './message-ids.js'

test('ids grow while the clock stands still, or goes back', () => {
  const clock = new ManualClock()
  const ids = new ServerMessageIds(clock)
  const drawn = [ids.next('answer'), ids.next('notification'), ids.next('answer')]
  clock.advance(-5000)
  drawn.push(ids.next('answer'))
  expect(drawn).toEqual([...drawn].sort((a, b) => (a < b ? -1 : 1)))
  expect(drawn.map((id) => id % 4n)).toEqual([1n, 3n, 1n, 1n])
})

test('a client’s id may be five minutes old and half a minute ahead', () => {
  const now = 1_800_000_000_000
  expect(messageIdProblem(messageIdAt(now - 299_000), now)).toBeNull()
  expect(messageIdProblem(messageIdAt(now + 29_000), now)).toBeNull()
  expect(messageIdProblem(messageIdAt(now - 302_000), now)).toBe(16)
  expect(messageIdProblem(messageIdAt(now + 32_000), now)).toBe(17)
  expect(messageIdProblem(messageIdAt(now) + 2n, now)).toBe(18)
})
