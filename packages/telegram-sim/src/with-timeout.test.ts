import { expect, it } from 'vitest'
import type { Clock } from './clock.js'
import { withTimeout } from './with-timeout.js'

function manualClock() {
  const pending = new Set<() => void>()
  const clock: Clock = {
    now: () => 0,
    after(_delayMs, callback) {
      pending.add(callback)
      return () => pending.delete(callback)
    },
  }
  return { clock, pending, ring: () => [...pending].forEach((callback) => callback()) }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
}

it('answers what came in time, stops the timer and ends the waiting', async () => {
  const { clock, pending } = manualClock()
  let given: AbortSignal | null = null
  const result = await withTimeout(clock, 100, new AbortController().signal, (signal) => {
    given = signal
    return Promise.resolve(42)
  })
  expect([result, pending.size, given!.aborted]).toEqual([42, 0, true])
})

it('answers null when the time is up', async () => {
  const { clock, ring } = manualClock()
  const waited = withTimeout(clock, 100, new AbortController().signal, untilAborted)
  ring()
  expect(await waited).toBeNull()
})

it('fails when the caller stops waiting first', async () => {
  const { clock } = manualClock()
  const caller = new AbortController()
  const waited = withTimeout(clock, 100, caller.signal, untilAborted)
  caller.abort()
  await expect(waited).rejects.toThrow('aborted')
})
