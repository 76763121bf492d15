import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withinTime } from './time-limit.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a time limit', () => {
  const over = () => new Error('over')

  it('passes on what comes in time, and leaves no timer behind', async () => {
    expect(await withinTime(1000, over, () => Promise.resolve(7))).toBe(7)
    await expect(withinTime(1000, over, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends the wait for what never comes, and tells whoever works on it', async () => {
    let told: AbortSignal | undefined
    const waiting = withinTime(1000, over, (signal) => {
      told = signal
      return new Promise<never>(() => {})
    })
    const outcome = expect(waiting).rejects.toThrow('over')
    await vi.advanceTimersByTimeAsync(999)
    expect(told?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await outcome
    expect(told?.aborted).toBe(true)
  })
})
