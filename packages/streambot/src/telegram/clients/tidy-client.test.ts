import { Long, MemoryStorage, type tl } from '@mtcute/core'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import { afterEach, expect, it, vi } from 'vitest'
import { QuietPlatform } from './quiet-platform.js'
import { TidyClient } from './tidy-client.js'

const ADA = { _: 'user', id: 7, firstName: 'Ada', accessHash: Long.ONE } as tl.RawUser

async function prepared(): Promise<TidyClient> {
  const client = new TidyClient({
    apiId: 1,
    apiHash: 'hash',
    storage: new MemoryStorage(),
    platform: new QuietPlatform(),
    crypto: new NodeCryptoProvider(),
    logLevel: 0,
  })
  await client.prepare()
  return client
}

afterEach(() => void vi.useRealTimers())

it('a call after the end fails for whoever made it, and for nobody else', async () => {
  const unheard: unknown[] = []
  const listen = (reason: unknown) => void unheard.push(reason)
  process.on('unhandledRejection', listen)
  const client = await prepared()
  const ending = client.destroy()
  await expect(client.call({ _: 'updates.getState' })).rejects.toThrow('destroyed')
  await ending
  await expect(client.call({ _: 'updates.getState' })).rejects.toThrow('destroyed')
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', listen)
  expect(unheard).toEqual([])
})

it('nothing keeps the process alive when an update was being handled at the end', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const client = await prepared()
  await client.storage.peers.updatePeersFrom(ADA)
  const ending = client.destroy()
  // As often as promises let it come later than what the library tidies up itself.
  for (let turns = 0; turns < 50; turns++) await client.storage.peers.updatePeersFrom(ADA)
  await ending
  expect(vi.getTimerCount()).toBe(0)
})
