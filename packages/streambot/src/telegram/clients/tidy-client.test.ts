import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { Long, MemoryStorage, type tl } from '@mtcute/core'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { QuietPlatform } from './quiet-platform.js'
import { TidyClient } from './tidy-client.js'

const ADA = { _: 'user', id: 7, firstName: 'Ada', accessHash: Long.ONE } as tl.RawUser

async function prepared(
  { port }: { readonly port: number } = { port: 443 },
  storage = new MemoryStorage(),
): Promise<TidyClient> {
  const address = { id: 2, ipAddress: '127.0.0.1', port }
  const client = new TidyClient({
    apiId: 1,
    apiHash: 'hash',
    storage,
    platform: new QuietPlatform(),
    crypto: new NodeCryptoProvider(),
    defaultDcs: { main: address, media: { ...address, mediaOnly: true } },
    logLevel: 0,
    reconnectionStrategy: () => 60_000,
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

it('a call abroad that waits to be told of its data centre fails with the client, and for nobody else', async () => {
  const unheard: unknown[] = []
  const listen = (reason: unknown) => void unheard.push(reason)
  process.on('unhandledRejection', listen)
  onTestFinished(() => void process.off('unhandledRejection', listen))
  const telegram = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void telegram.close())
  await once(telegram, 'listening')
  const storage = new MemoryStorage()
  storage.authKeys.set(2, new Uint8Array(256).fill(1))
  const client = await prepared(telegram.address() as AddressInfo, storage)
  await client.connect()
  const { signal } = new AbortController()
  const [socket] = (await once(telegram, 'connection')) as [Socket]
  const call = client.call({ _: 'help.getNearestDc' }, { dcId: 4, abortSignal: signal })
  const failed = expect(call).rejects.toThrow('destroyed')
  await once(socket, 'data')
  await client.destroy()
  await failed
  await new Promise((resolve) => setImmediate(resolve))
  expect(unheard).toEqual([])
})

it('a call to a data centre that Telegram does not name fails, once', async () => {
  const client = await prepared(await nobodyAt())
  onTestFinished(() => client.destroy())
  await client.connect()
  client.mt._config.setData({ dcOptions: [] } as never, 60_000)
  await expect(client.call({ _: 'help.getNearestDc' }, { dcId: 9 })).rejects.toThrow('no address of data centre 9')
})

it('a call abroad is made where the clock is so far ahead that all that Telegram tells is old', async () => {
  const client = await prepared(await nobodyAt())
  onTestFinished(() => client.destroy())
  await client.connect()
  const config = client.mt._config
  const option = { _: 'dcOption', id: 4, ipAddress: '127.0.0.1', port: 443 }
  vi.spyOn(config, 'update').mockImplementationOnce(() => {
    config.setData({ dcOptions: [option] } as never, -1)
    return Promise.resolve()
  })
  vi.spyOn(client.mt, 'call').mockResolvedValue('answered')
  expect(await client.call({ _: 'help.getNearestDc' }, { dcId: 4 })).toBe('answered')
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

it('nothing keeps the process alive when a call is given up after the end', async () => {
  const telegram = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void telegram.close())
  await once(telegram, 'listening')
  const storage = new MemoryStorage()
  storage.authKeys.set(2, new Uint8Array(256).fill(1))
  const client = await prepared(telegram.address() as AddressInfo, storage)
  const timersBefore = timers()
  await client.connect()
  const [socket] = (await once(telegram, 'connection')) as [Socket]
  const givenUp = new AbortController()
  const call = client.call({ _: 'help.getNearestDc' }, { abortSignal: givenUp.signal })
  const failed = expect(call).rejects.toThrow()
  await once(socket, 'data')
  await client.destroy()
  givenUp.abort()
  await failed
  await new Promise((resolve) => setImmediate(resolve))
  expect(timers()).toBeLessThanOrEqual(timersBefore)
})

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

describe('a call that may be given up', () => {
  async function connected() {
    const telegram = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void telegram.close())
    await once(telegram, 'listening')
    const storage = new MemoryStorage()
    storage.authKeys.set(2, new Uint8Array(256).fill(1))
    const client = await prepared(telegram.address() as AddressInfo, storage)
    onTestFinished(() => client.destroy())
    const handed = vi.spyOn(client.mt, 'call').mockReturnValue(new Promise(() => {}))
    await client.connect()
    await client.line.opened()
    const left = () => handed.mock.calls.filter(([call]) => call._ === 'help.getConfig')
    return { client, left }
  }

  it('waits for the line where no other is lost with it, and leaves when it opens', async () => {
    const { client, left } = await connected()
    client.mt.onConnecting.emit()
    const [patient, hasty] = [new AbortController(), new AbortController()]
    void client.call({ _: 'help.getConfig' }, { abortSignal: patient.signal }).catch(() => {})
    const givenUp = client.call({ _: 'help.getConfig' }, { abortSignal: hasty.signal })
    hasty.abort(new Error('given up'))
    await expect(givenUp).rejects.toThrow('given up')
    expect(left()).toEqual([])
    client.mt.onUsable.emit()
    await vi.waitFor(() => expect(left()).toHaveLength(1))
    patient.abort()
  })

  it('ends at once for whoever made it, and in the library when it has certainly left', async () => {
    const { client, left } = await connected()
    const hasty = new AbortController()
    const givenUp = client.call({ _: 'help.getConfig' }, { abortSignal: hasty.signal })
    await vi.waitFor(() => expect(left()).toHaveLength(1))
    const isGivenUp = () => left()[0]?.[1]?.abortSignal?.aborted
    client.mt.onConnecting.emit()
    hasty.abort(new Error('given up'))
    await expect(givenUp).rejects.toThrow('given up')
    await new Promise((resolve) => setImmediate(resolve))
    expect(isGivenUp()).toBe(false)
    client.mt.onUsable.emit()
    await vi.waitFor(() => expect(isGivenUp()).toBe(true))
  })

  it('does not leave when it is given up at the moment that the line opens', async () => {
    const { client, left } = await connected()
    client.mt.onConnecting.emit()
    const hasty = new AbortController()
    client.line.onOpen(() => hasty.abort(new Error('given up')))
    const givenUp = client.call({ _: 'help.getConfig' }, { abortSignal: hasty.signal })
    client.mt.onUsable.emit()
    await expect(givenUp).rejects.toThrow('given up')
    expect(left()).toEqual([])
  })

  it('fails when the client is destroyed while it waits', async () => {
    const { client } = await connected()
    client.mt.onConnecting.emit()
    const { signal } = new AbortController()
    const call = expect(client.call({ _: 'help.getNearestDc' }, { abortSignal: signal })).rejects.toThrow('destroyed')
    await client.destroy()
    await call
  })
})

describe('a connection that is being made at the end', () => {
  it('is closed, whenever it comes', async () => {
    const telegram = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void telegram.close())
    await once(telegram, 'listening')
    const ends: Promise<unknown>[] = []
    telegram.on('connection', (socket) => ends.push(new Promise((resolve) => socket.resume().once('close', resolve))))
    const address = telegram.address() as AddressInfo
    const client = await prepared(address)
    await client.connect()
    await client.destroy()
    // Behind whatever came before it.
    const last = connect(address.port, '127.0.0.1')
    await once(telegram, 'connection')
    last.destroy()
    await Promise.all(ends)
  })

  it('is not waited for where nobody takes it', async () => {
    const client = await prepared(await nobodyAt())
    await client.connect()
    await client.destroy()
    expect(process.getActiveResourcesInfo()).not.toContain('TCPConnectWrap')
  })
})

/** An address whose connections are neither taken nor refused: its system holds two for a program that never looks. */
async function nobodyAt(): Promise<{ readonly port: number }> {
  const program = `
    const server = require('node:net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:worker_threads').parentPort.postMessage(server.address().port)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const worker = new Worker(program, { eval: true })
  onTestFinished(() => void worker.terminate())
  const [port] = (await once(worker, 'message')) as [number]
  const fillers = [1, 2].map(() => connect(port, '127.0.0.1'))
  onTestFinished(() => fillers.forEach((socket) => socket.destroy()))
  await Promise.all(fillers.map((socket) => once(socket, 'connect')))
  return { port }
}
