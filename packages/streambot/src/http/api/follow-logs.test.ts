/** The log as it is written, over real sockets. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApi, type ApiFixtureOptions } from '../../context/api.fixture.js'

const line = (msg: string, level = 'info') =>
  JSON.stringify({ level, time: '2026-11-25T12:00:00.000Z', subsystem: 'app', msg })

async function start(options: ApiFixtureOptions = {}) {
  const api = await createApi(options)
  onTestFinished(() => api.server.drain(0))
  const port = await api.server.listen({ host: '127.0.0.1', port: 0 })
  const follow = async (query = '', token = api.all.token) => {
    const headers = { authorization: `Bearer ${token}` }
    const asked = request({ host: '127.0.0.1', port, path: `/api/v1/logs/follow${query}`, headers, agent: false })
    asked.on('error', () => {})
    asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.on('error', () => {})
    return new Follower(response)
  }
  return { ...api, follow }
}

class Follower {
  text = ''
  readonly ended: Promise<unknown>
  #told: (() => void) | null = null

  constructor(readonly response: IncomingMessage) {
    this.ended = new Promise((resolve) => response.once('close', resolve))
    response.on('data', (chunk: Buffer) => {
      this.text += chunk.toString()
      this.#told?.()
    })
  }

  /** Waits for the words to come. */
  async until(words: string): Promise<string> {
    while (!this.text.includes(words)) await new Promise<void>((resolve) => (this.#told = resolve))
    return this.text
  }
}

describe('a follower', () => {
  it('gets each line as it is written, those it asked for, from then on', async () => {
    const { follow, recent } = await start()
    recent.write(line('before'))
    const follower = await follow('?level=warn&filter=disk')
    expect(follower.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    await follower.until('retry:')
    recent.write(line('disk is well'))
    recent.write(line('net is down', 'error'))
    recent.write(line('disk is full', 'error'))
    const text = await follower.until('disk is full')
    const [data = ''] = /(?<=data: ).*/.exec(text) ?? []
    expect(JSON.parse(data)).toMatchObject({ level: 'error', msg: 'disk is full', subsystem: 'app' })
    expect(text.match(/event: log/g)).toHaveLength(1)
  })

  it('is told when the server stops, at once, and does not keep it from stopping', async () => {
    const { follow, server } = await start()
    const follower = await follow()
    await follower.until('retry:')
    // Longer than the test may take.
    await server.drain(600_000)
    await follower.ended
    expect(follower.text).toContain('event: end\ndata: {"code":"shutting_down"}')
  })

  it('leaves nothing behind when it leaves', async () => {
    const { follow, recent } = await start({ follow: { maxFollowers: 1 } })
    const first = await follow()
    await first.until('retry:')
    expect((await follow()).response.statusCode).toBe(503)
    first.response.destroy()
    await first.ended
    let second = await follow()
    while (second.response.statusCode === 503) second = await follow()
    recent.write(line('for the second'))
    await second.until('for the second')
  })

  it('is let go at a heartbeat once its token is revoked', async () => {
    const { follow, ask, tokenFor } = await start({ follow: { heartbeatMs: 5 } })
    const { token, info } = await tokenFor(['logs'])
    const follower = await follow('', token)
    await follower.until('\n:\n')
    await ask('DELETE', `/api/v1/tokens/${info.id}`)
    await follower.ended
    expect(follower.text).toContain('{"code":"token_wrong"}')
  })

  it('is let go also where so many wrong tokens came from its address that none is looked at any more', async () => {
    const { follow, ask, tokenFor } = await start({ follow: { heartbeatMs: 5 }, wrongTokensPerHour: 1 })
    const { token, info } = await tokenFor(['logs'])
    const follower = await follow('', token)
    await ask('DELETE', `/api/v1/tokens/${info.id}`)
    for (let i = 0; i < 3; i++) await ask('GET', '/api/v1/stats', { token: 'sb_wrong' })
    await follower.ended
    expect(follower.text).toContain('{"code":"token_wrong"}')
  })

  it('that left while its token was looked up leaves its place to others', async () => {
    const api = await start({ follow: { maxFollowers: 1 } })
    const { letProgramIn } = api.actions
    let lookUp = () => {}
    const looking = new Promise<void>((begun) => {
      const done = new Promise<void>((resolve) => (lookUp = resolve))
      Object.assign(api.actions, {
        letProgramIn: async (...program: Parameters<typeof letProgramIn>) => {
          begun()
          await done
          return letProgramIn(...program)
        },
      })
    })
    const connections = promisify(api.app.server.getConnections.bind(api.app.server))
    const { port } = api.app.server.address() as AddressInfo
    const headers = { authorization: `Bearer ${api.all.token}` }
    const leaving = request({ host: '127.0.0.1', port, path: '/api/v1/logs/follow', headers, agent: false })
    leaving.on('error', () => {})
    leaving.end()
    await looking
    leaving.destroy()
    await expect.poll(() => connections()).toBe(0)
    lookUp()
    expect((await api.follow()).response.statusCode).toBe(200)
  })

  it('is cut off when it does not take its lines, so that they are not kept for it', async () => {
    const { follow, recent } = await start({ follow: { maxWaitingBytes: 1000 } })
    const slow = await follow()
    slow.response.pause()
    // All at once, so that nothing of it leaves in between.
    for (let n = 0; n < 3000; n++) recent.write(line('x'.repeat(8000)))
    slow.response.resume()
    await slow.ended
    expect(slow.text.length).toBeLessThan(100_000)
    expect(slow.response.complete).toBe(false)
  })

  it.each(['?level=loud', '?page=1'])('is refused where it asks for %s', async (query) => {
    const { follow } = await start()
    expect((await follow(query)).response.statusCode).toBe(400)
  })
})
