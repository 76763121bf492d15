import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { Pacer } from './pacer.js'
import { probe } from './probe.js'
import { read } from './read.js'

const BODY = Buffer.alloc(300_000, 'x')
const timeoutMs = 10_000

let server: Server | undefined

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file?x=1`
}

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

it('reads a body to its end and asks for the range it was told', async () => {
  const asked: unknown[] = []
  const url = await serve((request, response) => {
    asked.push(request.url, request.headers.range)
    response.writeHead(206, { 'content-length': BODY.length }).end(BODY)
  })
  const report = await read({ url, range: 'bytes=0-', timeoutMs, sampleMs: 60_000 }, new Pacer())
  expect(report).toMatchObject({ end: 'complete', status: 206, bytes: BODY.length, lengthBytes: BODY.length })
  expect(report.samples).toMatchObject([{ bytes: BODY.length }])
  expect(asked).toEqual(['/file?x=1', 'bytes=0-'])
})

it('leaves when it has enough', async () => {
  let tellGone = () => {}
  const gone = new Promise<void>((resolve) => (tellGone = resolve))
  const url = await serve((_request, response) => {
    response.on('close', tellGone)
    response.writeHead(200, { 'content-length': 10 ** 9 }).write(BODY)
  })
  const report = await read({ url, leaveAfterBytes: 1000, timeoutMs }, new Pacer())
  expect(report).toMatchObject({ end: 'left' })
  expect(report.bytes).toBeGreaterThanOrEqual(1000)
  await gone
})

it('tells a body that was cut from one that is whole', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': BODY.length + 1 }).write(BODY, () => response.destroy())
  })
  expect(await read({ url, timeoutMs }, new Pacer())).toMatchObject({ end: 'cut', bytes: BODY.length })
})

it('tells a refusal by its status', async () => {
  const url = await serve((_request, response) => response.writeHead(503, { 'content-length': 2 }).end('no'))
  expect(await read({ url, timeoutMs }, new Pacer())).toMatchObject({ end: 'refused', status: 503 })
})

it('takes no more than it may when it is slow', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': BODY.length }).end(BODY)
  })
  const report = await read({ url, bytesPerSecond: 1, leaveAfterMs: 300, timeoutMs }, new Pacer())
  expect(report.end).toBe('left')
  expect(report.bytes).toBeLessThanOrEqual(16 * 1024)
})

it('reads on when its time has come, and not before', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': BODY.length }).end(BODY)
  })
  const report = await read({ url, bytesPerSecond: 3_000_000, timeoutMs }, new Pacer())
  expect(report).toMatchObject({ end: 'complete', bytes: BODY.length })
  expect(report.durationMs).toBeGreaterThan(90)
})

it('probes at its beat, and counts who was not answered', async () => {
  let requests = 0
  const url = await serve((_request, response) => {
    if (++requests === 2) response.destroy()
    else response.end('ok')
  })
  const report = await probe({ url, everyMs: 5, forMs: 50, timeoutMs }, new Pacer())
  expect(report.failed).toBe(1)
  expect(report.latenciesMs.length).toBe(requests - 1)
})
