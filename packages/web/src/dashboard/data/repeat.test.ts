import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Repeat } from './repeat.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function create(everyMs: number | null = 5000) {
  const run = vi.fn<(signal: AbortSignal) => Promise<boolean>>(() => Promise.resolve(true))
  const state = { mayRun: true }
  const repeat = new Repeat({ run, everyMs, mayRun: () => state.mayRun, random: () => 1 })
  return { run, repeat, state }
}

it('runs at once and then after each interval', async () => {
  const { run, repeat } = create()
  repeat.restart()
  expect(run).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(4999)
  expect(run).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(5001)
  expect(run).toHaveBeenCalledTimes(3)
})

it('waits longer after failures, and not any more after a success', async () => {
  const { run, repeat } = create()
  run.mockResolvedValueOnce(true).mockResolvedValue(false)
  repeat.restart()
  await vi.advanceTimersByTimeAsync(5000 + 5000 + 5000 + 5000)
  expect(run).toHaveBeenCalledTimes(5)
  await vi.advanceTimersByTimeAsync(7999)
  expect(run).toHaveBeenCalledTimes(5)
  run.mockResolvedValue(true)
  await vi.advanceTimersByTimeAsync(1)
  expect(run).toHaveBeenCalledTimes(6)
  await vi.advanceTimersByTimeAsync(5000)
  expect(run).toHaveBeenCalledTimes(7)
})

it('does nothing while nobody looks, and makes up for it when it is woken', async () => {
  const { run, repeat, state } = create()
  repeat.restart()
  state.mayRun = false
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(run).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
  state.mayRun = true
  repeat.wake()
  expect(run).toHaveBeenCalledTimes(2)
})

it('is done when it is done once, however often it is woken; what failed is done then', async () => {
  const { run, repeat } = create(null)
  run.mockResolvedValueOnce(false)
  repeat.restart()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(run).toHaveBeenCalledTimes(1)
  repeat.wake()
  await vi.advanceTimersByTimeAsync(0)
  repeat.wake()
  expect(run).toHaveBeenCalledTimes(2)
})

it('never runs twice at a time, and gives up what is under way when it begins anew or ends', async () => {
  const { run, repeat } = create()
  const signals: AbortSignal[] = []
  run.mockImplementation((signal) => {
    signals.push(signal)
    return new Promise(() => {})
  })
  repeat.restart()
  repeat.wake()
  expect(signals).toHaveLength(1)
  repeat.restart()
  expect(signals.map((it) => it.aborted)).toEqual([true, false])
  repeat.end()
  repeat.restart()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(signals.map((it) => it.aborted)).toEqual([true, true])
})
