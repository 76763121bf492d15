import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { StreamRegistry } from '../../streaming/stream-registry.js'
import { FakeFile } from '../fake-file.fixture.js'
import type { HttpDeps } from '../http-deps.js'
import { createTestServer, TOKEN } from '../test-server.fixture.js'

function setUp(deps: Partial<HttpDeps> = {}, file = new FakeFile({ sizeBytes: 10 })) {
  const { app, server } = createTestServer(file, new StreamRegistry({ now: () => 0 }), {}, deps)
  const ask = async () => {
    const { statusCode, body } = await app.inject('/readyz')
    return [statusCode, JSON.parse(body)] as const
  }
  return { app, server, ask }
}

describe('/readyz', () => {
  it('says that visitors may be sent here, or why not', async () => {
    let reasons: string[] = []
    const { ask } = setUp({ readiness: () => ({ ok: reasons.length === 0, reasons }) })
    expect(await ask()).toEqual([200, { status: 'ready', reasons: [] }])
    reasons = ['The server is starting']
    expect(await ask()).toEqual([503, { status: 'not ready', reasons }])
  })

  it('says on an open connection that the server is stopping', async () => {
    const file = new FakeFile({ sizeBytes: 10, holdAfterBytes: 0 })
    const { server } = setUp({}, file)
    const port = await server.listen({ host: '127.0.0.1', port: 0 })
    const download = fetch(`http://127.0.0.1:${port}/dl/${TOKEN}`)
    await file.held
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /readyz HTTP/1.1\r\n') // not finished: the connection is busy, not idle
    await once(socket, 'connect')
    // The server has read what was sent before.
    await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: 'close' } })
    const drained = server.drain(60_000)
    socket.write('Host: x\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 503 [\s\S]*connection: close[\s\S]*"The server is stopping"/i)
    file.release()
    await (await download).arrayBuffer()
    await drained
  })
})
