import { MemoryStorage } from '@mtcute/core'
import { expect, it, vi } from 'vitest'
import { sendPromptly } from './send-promptly.js'

it('something is sent after a key was made, and after each connection, which takes along what waits', async () => {
  const { storage, sent, changed } = waiting()
  storage.authKeys.set(2, new Uint8Array(256))
  await nextTurn()
  expect(sent).toHaveBeenCalledTimes(1)
  expect(storage.authKeys.get(2)).toEqual(new Uint8Array(256))
  changed('connected')
  await nextTurn()
  expect(sent).toHaveBeenCalledTimes(2)
})

it('nothing is sent when a key is forgotten or the connection goes', async () => {
  const { storage, sent, changed } = waiting()
  storage.authKeys.set(2, null)
  changed('offline')
  changed('connecting')
  await nextTurn()
  expect(sent).not.toHaveBeenCalled()
})

it('nobody minds that it was in vain', async () => {
  const { storage, sent } = waiting()
  sent.mockRejectedValue(new Error('The client is destroyed'))
  storage.authKeys.set(2, new Uint8Array(256))
  await nextTurn()
  expect(sent).toHaveBeenCalledTimes(1)
})

it('no timer of the library bounds it, which would keep the process alive when the client has gone', async () => {
  const { sent, changed } = waiting()
  changed('connected')
  await nextTurn()
  expect(sent).toHaveBeenCalledWith(expect.anything(), {
    maxRetryCount: 0,
    abortSignal: expect.any(AbortSignal) as AbortSignal,
  })
})

function waiting() {
  const storage = new MemoryStorage()
  const sent = vi.fn(() => Promise.resolve({}))
  const listeners: ((state: string) => void)[] = []
  const onConnectionState = { add: (listener: (state: string) => void) => listeners.push(listener) }
  sendPromptly({ call: sent } as never, { onConnectionState } as never, storage)
  return { storage, sent, changed: (state: string) => listeners.forEach((tell) => tell(state)) }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}
