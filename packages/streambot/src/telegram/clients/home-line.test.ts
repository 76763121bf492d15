import { MemoryStorage } from '@mtcute/core'
import { expect, it } from 'vitest'
import { HomeLine } from './home-line.js'

const HOME = 2
const ABROAD = 1
const KEY = new Uint8Array(256)

it('opens once there are a connection and a key, whichever comes first', async () => {
  for (const steps of [['connected', 'key'] as const, ['key', 'connected'] as const]) {
    const { line, ...act } = fake()
    act[steps[0]]()
    await nextTurn()
    expect(line.isOpen).toBe(false)
    act[steps[1]]()
    await nextTurn()
    expect(line.isOpen).toBe(true)
  }
})

it('a key that is made elsewhere does not open it, and a key is kept in any case', async () => {
  const { line, storage, connected } = fake()
  connected()
  storage.authKeys.set(ABROAD, KEY)
  await nextTurn()
  expect(line.isOpen).toBe(false)
  expect(storage.authKeys.get(ABROAD)).toEqual(KEY)
})

it('whoever waits goes on when it opens, and at once when it is open', async () => {
  const { line, connected, key } = fake()
  const opened = line.opened()
  connected()
  key()
  await opened
  await line.opened()
})

it('keeps nothing of whoever gives up waiting', async () => {
  const { line } = fake()
  const patience = new AbortController()
  const opened = line.opened(patience.signal)
  expect(line.waiting).toBe(1)
  patience.abort(new Error('enough'))
  await expect(opened).rejects.toThrow('enough')
  expect(line.waiting).toBe(0)
})

it('closes when the connection goes or the key is forgotten, and opens anew', async () => {
  const { line, storage, connected, connecting, key } = fake()
  let times = 0
  line.onOpen(() => times++)
  connected()
  key()
  await nextTurn()
  connecting()
  expect(line.isOpen).toBe(false)
  connected()
  await nextTurn()
  expect(line.isOpen).toBe(true)
  storage.authKeys.set(HOME, null)
  expect(line.isOpen).toBe(false)
  key()
  await nextTurn()
  expect([line.isOpen, times]).toEqual([true, 3])
})

it('a key that cannot be kept does not open it, and whoever brings it hears so', async () => {
  const { line, storage, connected, key } = fake((authKeys) => {
    authKeys.set = () => {
      throw new Error('database or disk is full')
    }
  })
  connected()
  expect(key).toThrow('disk is full')
  await nextTurn()
  expect([line.isOpen, storage.authKeys.get(HOME)]).toEqual([false, null])
})

it('nobody waits for one that has ended', async () => {
  const { line, connected, key } = fake()
  const before = line.opened()
  line.end(new Error('The client is destroyed'))
  await expect(before).rejects.toThrow('destroyed')
  connected()
  key()
  await nextTurn()
  await expect(line.opened()).rejects.toThrow('destroyed')
})

it('opens, too, when something is answered though no connection was told of', async () => {
  const { line, connecting, key, asked } = fake()
  connecting()
  connecting()
  key()
  await nextTurn()
  expect([line.isOpen, asked.length]).toEqual([false, 1])
  asked[0]?.()
  await line.opened()
  await nextTurn()
  connecting()
  expect([line.isOpen, asked.length]).toEqual([false, 2])
})

function fake(prepare: (authKeys: MemoryStorage['authKeys']) => void = () => {}) {
  const provider = new MemoryStorage()
  prepare(provider.authKeys)
  const [usable, connecting] = [new Listeners(), new Listeners()]
  const network = { getPrimaryDcId: () => HOME }
  const asked: (() => void)[] = []
  const call = () => new Promise<void>((resolve) => asked.push(resolve))
  const mt = { network, storage: { provider }, onUsable: usable, onConnecting: connecting, call }
  return {
    line: new HomeLine(mt as never),
    storage: provider,
    asked,
    connected: () => usable.tell(),
    connecting: () => connecting.tell(),
    key: () => void provider.authKeys.set(HOME, KEY),
  }
}

class Listeners {
  readonly #all: (() => void)[] = []

  add(listener: () => void): void {
    this.#all.push(listener)
  }

  tell(): void {
    for (const listener of this.#all) listener()
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
