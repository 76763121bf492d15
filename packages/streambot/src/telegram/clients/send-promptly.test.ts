import { MemoryStorage } from '@mtcute/core'
import { expect, it, vi } from 'vitest'
import { sendPromptly } from './send-promptly.js'

const HOME = 2
const ABROAD = 1
const KEY = new Uint8Array(256)

it('a call joins those that wait when the line opens', async () => {
  const { joined, open } = waiting()
  open()
  expect(joined()).toEqual([HOME])
  await nextTurn()
})

it('one joins them elsewhere when a key is made there, and the key is kept', async () => {
  const { authKeys, joined } = waiting()
  authKeys.set(ABROAD, KEY)
  await nextTurn()
  expect(joined()).toEqual([ABROAD])
  expect(authKeys.get(ABROAD)).toEqual(KEY)
})

it('none joins them where a key is forgotten, nor for a key at home before the line opens', async () => {
  const { authKeys, joined } = waiting()
  authKeys.set(ABROAD, null)
  authKeys.set(HOME, KEY)
  await nextTurn()
  expect(joined()).toEqual([])
})

it('none joins them at home where the library asks for updates', async () => {
  const { authKeys, joined, open } = waiting({ isAskingForUpdates: true })
  open()
  authKeys.set(ABROAD, KEY)
  await nextTurn()
  expect(joined()).toEqual([ABROAD])
})

it('no more than two are under way, however often the line comes and goes', async () => {
  const { joined, open, answer } = waiting()
  for (let i = 0; i < 5; i++) open()
  expect(joined()).toEqual([HOME, HOME])
  answer()
  await nextTurn()
  open()
  expect(joined()).toHaveLength(3)
})

it('nobody minds that it was in vain', async () => {
  const { joined, open, refuse } = waiting()
  open()
  refuse()
  await nextTurn()
  expect(joined()).toEqual([HOME])
})

function waiting({ isAskingForUpdates = false } = {}) {
  const provider = new MemoryStorage()
  const calls: { readonly resolve: (value: object) => void; readonly reject: (error: Error) => void }[] = []
  const call = vi.fn(
    (_: object, __: { readonly dcId: number }) =>
      new Promise<object>((resolve, reject) => calls.push({ resolve, reject })),
  )
  const listeners: (() => void)[] = []
  const line = { onOpen: (listener: () => void) => listeners.push(listener) }
  const mt = { network: { getPrimaryDcId: () => HOME }, storage: { provider } }
  sendPromptly({ call, mt, line } as never, isAskingForUpdates)
  return {
    authKeys: provider.authKeys,
    joined: () => call.mock.calls.map(([, { dcId }]) => dcId),
    open: () => listeners.forEach((tell) => tell()),
    answer: () => calls.splice(0).forEach(({ resolve }) => resolve({})),
    refuse: () => calls.splice(0).forEach(({ reject }) => reject(new Error('The client is destroyed'))),
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
