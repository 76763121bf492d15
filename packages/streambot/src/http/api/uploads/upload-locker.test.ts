import { describe, expect, it } from 'vitest'
import { UploadLocker } from './upload-locker.js'

function setUp(waitMs = 1000) {
  const interrupted: string[] = []
  const asking = { signal: new AbortController().signal }
  const locker = new UploadLocker({ interrupt: (id) => interrupted.push(id), signal: () => asking.signal, waitMs })
  const take = async (id = 'one') => {
    const lock = locker.newLock(id)
    await lock.lock(asking.signal, () => {})
    return lock
  }
  return { take, interrupted, asking }
}

describe('an upload', () => {
  it('has one request at a time, and the next asks it to let go', async () => {
    const { take, interrupted } = setUp()
    const first = await take()
    await take('two')
    expect(interrupted).toEqual([])
    let isSecond = false
    const second = take().then((lock) => ((isSecond = true), lock))
    await Promise.resolve()
    expect([isSecond, interrupted]).toEqual([false, ['one']])
    await first.unlock()
    await (await second).unlock()
    await (await take()).unlock()
    expect(interrupted).toEqual(['one'])
  })

  it('goes to the newest of those that wait', async () => {
    const { take } = setUp()
    const first = await take()
    const second = take()
    const third = take()
    await expect(second).rejects.toMatchObject({ code: 'upload_busy' })
    await first.unlock()
    await (await third).unlock()
  })

  it('is waited for so long, and no longer than whoever asks is there', async () => {
    const { take, asking } = setUp(20)
    const first = await take()
    await expect(take()).rejects.toMatchObject({ code: 'upload_busy' })
    const left = new AbortController()
    asking.signal = left.signal
    const gone = take()
    left.abort()
    await expect(gone).rejects.toMatchObject({ code: 'upload_busy' })
    await first.unlock()
    asking.signal = new AbortController().signal
    await (await take()).unlock()
  })
})
