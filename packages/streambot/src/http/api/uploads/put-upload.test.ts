/** A file that a program sends, over real sockets. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { createApi, type ApiFixtureOptions } from '../../../context/api.fixture.js'
import { sampleLink } from '../../../ports/link-store.contract.js'

async function start(options: ApiFixtureOptions) {
  const api = await createApi(options)
  onTestFinished(() => api.server.drain(0))
  const port = await api.server.listen({ host: '127.0.0.1', port: 0 })
  const send = (method: string, path: string, headers: Record<string, string>) => {
    const authorization = `Bearer ${api.all.token}`
    const options = { host: '127.0.0.1', port, method, path, headers: { authorization, ...headers }, agent: false }
    const sending = request(options)
    sending.on('error', () => {})
    return { sending, answer: once(sending, 'response') as Promise<[IncomingMessage]> }
  }
  return { ...api, send }
}

it('may take longer than any other request', async () => {
  const got: string[] = []
  const { send } = await start({
    http: { timeouts: { headersMs: 50, requestMs: 50 } },
    actions: {
      uploadFile: async (_actor, { chunks }) => {
        for await (const chunk of chunks) got.push(Buffer.from(chunk).toString())
        return { ok: true, link: sampleLink, isNew: true, downloadUrl: '', streamUrl: '', watchUrl: '' }
      },
    },
  })
  const file = send('PUT', '/api/v1/uploads/a.txt', { 'content-length': '10' })
  file.sending.write('12345')
  await expect.poll(() => got).toEqual(['12345'])
  // Any other is told that it is too late.
  const other = send('POST', '/api/v1/links', { 'content-length': '10', 'content-type': 'application/json' })
  other.sending.write('{')
  const [late] = await other.answer
  expect(late.statusCode).toBe(408)
  file.sending.end('67890')
  const [response] = await file.answer
  expect(response.statusCode).toBe(201)
  expect(got.join('')).toBe('1234567890')
})

it('stands for no link when its program leaves half-way: whoever takes it hears of that', async () => {
  let ended: Promise<unknown> = Promise.resolve()
  let begun: () => void = () => {}
  const hasBegun = new Promise<void>((resolve) => (begun = resolve))
  const { send } = await start({
    actions: {
      uploadFile: (_actor, { chunks }, _request, signal) => {
        ended = (async () => {
          for await (const _ of chunks) begun()
          return 'all of it'
        })().catch(() => `failed, ${signal.aborted ? 'and told' : 'untold'}`)
        return new Promise(() => {})
      },
    },
  })
  const { sending, answer } = send('PUT', '/api/v1/uploads/a.txt', { 'content-length': '10' })
  answer.catch(() => {})
  sending.write('12345')
  await hasBegun
  sending.destroy()
  expect(await ended).toMatch(/^failed/)
})

it('ends with its token, at the next look', async () => {
  let begin: (signal: AbortSignal) => void = () => {}
  const begun = new Promise<AbortSignal>((resolve) => (begin = resolve))
  const { send, actions, all } = await start({
    lookEveryMs: 5,
    actions: {
      uploadFile: (_actor, _wish, _request, signal) => {
        begin(signal)
        return new Promise(() => {})
      },
    },
  })
  const { sending, answer } = send('PUT', '/api/v1/uploads/a.txt', { 'content-length': '10' })
  sending.write('12345')
  const signal = await begun
  await actions.tokens.revoke('user:1', all.info.id)
  expect((await answer)[0].statusCode).toBe(401)
  expect(signal.reason).toMatchObject({ code: 'token_wrong' })
})
