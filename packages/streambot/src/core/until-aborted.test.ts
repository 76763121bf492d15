import { expect, it, vi } from 'vitest'
import { untilAborted } from './until-aborted.js'

const gone = new Error('gone')

it('gives what the promise gives, and lets go of the signal', async () => {
  const { signal } = new AbortController()
  const remove = vi.spyOn(signal, 'removeEventListener')
  expect(await untilAborted(Promise.resolve(5), signal)).toBe(5)
  await expect(untilAborted(Promise.reject(gone), signal)).rejects.toBe(gone)
  await vi.waitFor(() => expect(remove).toHaveBeenCalledTimes(2))
})

it('ends when the signal aborts, whatever becomes of the promise', async () => {
  const controller = new AbortController()
  let fail: (error: Error) => void = () => {}
  const failing = new Promise<never>((_, reject) => (fail = reject))
  const waiting = untilAborted(failing, controller.signal)
  controller.abort(gone)
  await expect(waiting).rejects.toBe(gone)
  fail(new Error('late'))
})

it('does not wait with a signal that has aborted, and nobody misses what comes', async () => {
  const failed = Promise.reject(new Error('late'))
  await expect(untilAborted(failed, AbortSignal.abort(gone))).rejects.toBe(gone)
})
