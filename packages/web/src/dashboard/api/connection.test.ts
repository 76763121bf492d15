import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Connection } from './connection.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function create() {
  const probe = vi.fn()
  const connection = new Connection({ probe, random: () => 1 })
  const changes: boolean[] = []
  connection.onChange(() => changes.push(connection.isAway))
  return { connection, probe, changes }
}

it('tries again in ever longer steps until the server is back, and says so once', () => {
  const { connection, probe, changes } = create()
  probe.mockImplementation(() => connection.heard(false))
  connection.heard(false)
  vi.advanceTimersByTime(1000)
  expect(probe).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1999)
  expect(probe).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1)
  expect(probe).toHaveBeenCalledTimes(2)
  probe.mockImplementation(() => connection.heard(true))
  vi.advanceTimersByTime(4000)
  expect(changes).toEqual([true, false])
  vi.advanceTimersByTime(3_600_000)
  expect(probe).toHaveBeenCalledTimes(3)
  expect(vi.getTimerCount()).toBe(0)
})

it('tries no more often because many ask', () => {
  const { connection, probe } = create()
  for (let at = 0; at < 50; at++) connection.heard(false)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(1000)
  expect(probe).toHaveBeenCalledTimes(1)
})

it('tries at once when it is told to, and only while the server is away', () => {
  const { connection, probe } = create()
  connection.retry()
  expect(probe).not.toHaveBeenCalled()
  connection.heard(false)
  connection.retry()
  expect(probe).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
})
