import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StreamBotError } from '../../../core/errors.js'
import { ApiError } from '../api-error.js'
import { watchToken } from './watch-token.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

describe('a token', () => {
  it('that is good no longer is noticed at the next look, not before', async () => {
    let isGood = true
    const look = () => (isGood ? Promise.resolve() : Promise.reject(new ApiError('token_wrong')))
    using watch = watchToken(look, 1000)
    await vi.advanceTimersByTimeAsync(5000)
    isGood = false
    expect(watch.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1000)
    expect(watch.signal.reason).toMatchObject({ code: 'token_wrong' })
  })

  it('goes on while nobody knows, because the database is away', async () => {
    using watch = watchToken(() => Promise.reject(new StreamBotError('store_unavailable', 'away')), 1000)
    await vi.advanceTimersByTimeAsync(5000)
    expect(watch.signal.aborted).toBe(false)
  })

  it('is looked at once at a time, and no more when it is over', async () => {
    const look = vi.fn(() => new Promise(() => {}))
    const watch = watchToken(look, 1000)
    await vi.advanceTimersByTimeAsync(5000)
    expect(look).toHaveBeenCalledTimes(1)
    watch[Symbol.dispose]()
    expect(vi.getTimerCount()).toBe(0)
  })
})
