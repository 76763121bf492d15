import { describe, expect, it } from 'vitest'
import { boundedCall } from './bounded-call.js'

const deaf = () => new Promise<never>(() => {})

describe('boundedCall', () => {
  it('ends with the signal, also when the library does not listen to it', async () => {
    const stop = new AbortController()
    const call = boundedCall(stop.signal, 60_000, deaf)
    stop.abort(new Error('the reader left'))
    await expect(call).rejects.toThrow('the reader left')
  })

  it('ends with its time limit, also when the library does not listen to it', async () => {
    const call = boundedCall(new AbortController().signal, 1, deaf)
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('passes on what Telegram answers', async () => {
    const call = (limits: { abortSignal: AbortSignal }) => Promise.resolve(limits.abortSignal.aborted)
    expect(await boundedCall(new AbortController().signal, 60_000, call)).toBe(false)
  })
})
