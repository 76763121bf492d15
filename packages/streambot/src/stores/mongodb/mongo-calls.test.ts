import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb'
import { describe, expect, it, vi } from 'vitest'
import { backoffMs } from './backoff.js'
import { MongoCalls } from './mongo-calls.js'

const lost = () => new MongoNetworkError('connection 3 closed')
const ended = () => Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })
const notPrimary = () => new MongoServerError({ message: 'not primary', code: 10_107 })
const duplicate = () => new MongoServerError({ message: 'E11000 duplicate key', code: 11_000 })
const unavailable = { name: 'StreamBotError', code: 'store_unavailable' }

/** Fails with each error in turn, then answers. */
function failing(...errors: Error[]) {
  return vi.fn(() => {
    const error = errors.shift()
    return error ? Promise.reject(error) : Promise.resolve('done')
  })
}

describe('MongoCalls', () => {
  const calls = new MongoCalls(5000, () => 0)

  it('repeats what may be done twice, whatever became of it the first time', async () => {
    const wrapped = new MongoBulkWriteError(lost(), {} as never)
    const call = failing(lost(), notPrimary(), wrapped, ended())
    expect(await calls.repeatable(call)).toBe('done')
    expect(call).toHaveBeenCalledTimes(5)
  })

  it('repeats what has to be done once only where the server has refused it', async () => {
    expect(await calls.once(failing(notPrimary(), notPrimary()))).toBe('done')
    const call = failing(lost())
    await expect(calls.once(call)).rejects.toMatchObject(unavailable)
    expect(call).toHaveBeenCalledTimes(1)
  })

  it('changes what somebody else has added meanwhile', async () => {
    expect(await calls.upsert(failing(duplicate(), lost()))).toBe('done')
    await expect(calls.repeatable(failing(duplicate()))).rejects.toMatchObject({ code: 11_000 })
  })

  it('tries to win until it does', async () => {
    const attempt = vi.fn().mockResolvedValueOnce(null).mockResolvedValueOnce(null).mockResolvedValue(false)
    expect(await calls.untilWon(attempt)).toBe(false)
    expect(attempt).toHaveBeenCalledTimes(3)
  })

  it('repeats no mistake of the program', async () => {
    const call = failing(new TypeError('x is not a function'))
    await expect(calls.repeatable(call)).rejects.toThrow(TypeError)
    expect(call).toHaveBeenCalledTimes(1)
  })

  it('gives up in time, and says what went wrong last', async () => {
    const hurried = new MongoCalls(50, () => 0.5)
    const always = vi.fn(() => Promise.reject(lost()))
    await expect(hurried.repeatable(always)).rejects.toMatchObject({
      ...unavailable,
      cause: { name: 'MongoNetworkError' },
    })
    expect(always.mock.calls.length).toBeGreaterThan(1)
    await expect(hurried.untilWon(() => Promise.resolve(null))).rejects.toMatchObject(unavailable)
    await expect(hurried.once(() => new Promise(() => {}))).rejects.toMatchObject(unavailable)
  })

  it('asks nothing when its time was over before its turn came', async () => {
    const call = failing()
    await expect(calls.once(call, AbortSignal.abort())).rejects.toMatchObject(unavailable)
    expect(call).not.toHaveBeenCalled()
  })

  it('waits twice as long after each failure, up to a limit, and never together with others', () => {
    expect([0, 1, 2, 3, 20].map((failures) => backoffMs(failures, () => 1))).toEqual([10, 20, 40, 80, 250])
    expect(backoffMs(3, () => 0.25)).toBe(20)
  })
})
