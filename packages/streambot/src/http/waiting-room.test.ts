import { describe, expect, it, onTestFinished } from 'vitest'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile } from './fake-file.fixture.js'
import { createTestServer, TOKEN } from './test-server.fixture.js'
import { WaitingRoom } from './waiting-room.js'

const ANY = { host: '127.0.0.1', port: 0 }

describe('a server that starts', () => {
  it('says so to whoever asks, and why it takes so long; then it serves at the same place', async () => {
    let reason: string | null = null
    const room = await WaitingRoom.open(ANY, () => reason)
    const base = `http://127.0.0.1:${room.port}`
    const ready = async () => {
      const response = await fetch(`${base}/readyz`)
      return [response.status, await response.json()] as const
    }
    expect(await ready()).toEqual([503, { status: 'not ready', reasons: ['The server is starting'] }])
    reason = 'The database does not answer'
    expect(await ready()).toEqual([503, { status: 'not ready', reasons: ['The server is starting', reason] }])
    const refused = await fetch(`${base}/dl/${TOKEN}`)
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
      503,
      '5',
      { code: 'shutting_down' },
    ])
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff')

    const file = new FakeFile({ sizeBytes: 1000 })
    const { server } = createTestServer(file, new StreamRegistry({ now: () => 0 }), { room })
    onTestFinished(() => server.drain(0))
    expect(await server.listen(ANY)).toBe(room.port)
    expect((await ready())[0]).toBe(200)
    expect((await (await fetch(`${base}/dl/${TOKEN}`)).arrayBuffer()).byteLength).toBe(1000)
    await server.drain(0)
    await expect(fetch(`${base}/readyz`)).rejects.toThrow()
    const next = await WaitingRoom.open({ ...ANY, port: Number(new URL(base).port) }, () => null)
    await next[Symbol.asyncDispose]()
  })

  it('explains at once that it cannot listen', async () => {
    const room = await WaitingRoom.open(ANY, () => null)
    onTestFinished(() => room[Symbol.asyncDispose]())
    await expect(WaitingRoom.open({ ...ANY, port: room.port }, () => null)).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringMatching(/^Port \d+ is in use on 127\.0\.0\.1: /) as string,
    })
  })

  it('leaves nothing behind when it fails', async () => {
    const room = await WaitingRoom.open(ANY, () => null)
    const { port } = room
    await room[Symbol.asyncDispose]()
    await room[Symbol.asyncDispose]()
    const again = await WaitingRoom.open({ ...ANY, port }, () => null)
    await again[Symbol.asyncDispose]()
  })
})
