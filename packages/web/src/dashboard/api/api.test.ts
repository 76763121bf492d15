import { describe, expect, it } from 'vitest'
import { Api } from './api.js'
import { ApiFailure } from './failure.js'

const never = new AbortController().signal

function answering(answer: (url: string, init: RequestInit) => Promise<Response>, timeoutMs = 5000) {
  const heard: string[] = []
  const api = new Api({
    basePath: '/files',
    fetch: (input, init) => answer(input as string, init ?? {}),
    timeoutMs,
    onReach: (isReached) => heard.push(isReached ? 'reached' : 'away'),
    onSessionOver: () => heard.push('over'),
  })
  return { api, heard }
}

/** As fetch: it ends when it is told to. */
function hanging({ signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
  })
}

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ code, error: 'No.' }), { status, headers: { 'retry-after': '3' } })

describe('what is asked', () => {
  it('goes below the base path, says whose it is, and leaves out what is empty', async () => {
    const asked: [string, RequestInit][] = []
    const { api, heard } = answering((...it) => {
      asked.push(it)
      return Promise.resolve(Response.json({ items: [] }))
    })
    expect(await api.get('/links', { search: 'a b', owner: 7, cursor: null, q: '' }, never)).toEqual({ items: [] })
    expect(asked[0]?.[0]).toBe('/files/api/v1/links?search=a+b&owner=7')
    expect(asked[0]?.[1]).toMatchObject({
      method: 'GET',
      headers: { 'x-streambot-dashboard': '1' },
      credentials: 'same-origin',
      redirect: 'error',
    })
    expect(heard).toEqual(['reached'])
  })

  it('carries a body as JSON, and a name for what is made', async () => {
    const asked: RequestInit[] = []
    const { api } = answering((_url, init) => {
      asked.push(init)
      return Promise.resolve(new Response(null, { status: 204 }))
    })
    expect(await api.send('POST', '/broadcasts', never, { body: { text: 'x' }, requestKey: 'k1' })).toBeNull()
    expect(asked[0]).toMatchObject({
      body: '{"text":"x"}',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k1' },
    })
  })
})

describe('a request that fails', () => {
  it('says what the server said', async () => {
    const { api, heard } = answering(() => Promise.resolve(problem(429, 'too_many_requests')))
    await expect(api.get('/stats', {}, never)).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: 3000 })
    expect(heard).toEqual(['reached'])
  })

  it('tells that the session is over, unless it is about the session itself', async () => {
    const { api, heard } = answering(() => Promise.resolve(problem(401, 'token_wrong')))
    await expect(api.get('/stats', {}, never)).rejects.toMatchObject({ kind: 'session_over' })
    await expect(api.outside('GET', '/admin/session', never)).rejects.toMatchObject({ kind: 'session_over' })
    expect(heard).toEqual(['over', 'reached', 'reached'])
  })

  it('tells that the server is away', async () => {
    const { api, heard } = answering(() => Promise.reject(new TypeError('Failed to fetch')))
    await expect(api.get('/stats', {}, never)).rejects.toMatchObject({ kind: 'away' })
    expect(heard).toEqual(['away'])
  })

  it('ends after its time, also while the body comes', async () => {
    const slow = answering((_url, init) => hanging(init), 5)
    await expect(slow.api.get('/stats', {}, never)).rejects.toMatchObject({ kind: 'timeout' })
    const stuck = answering((_url, init) => {
      const body = new ReadableStream({ start: (it) => init.signal?.addEventListener('abort', () => it.error(1)) })
      return Promise.resolve(new Response(body))
    }, 5)
    await expect(stuck.api.get('/stats', {}, never)).rejects.toMatchObject({ kind: 'timeout' })
    await expect(slow.api.open('/logs/follow', {}, never)).rejects.toMatchObject({ kind: 'timeout' })
    expect([...slow.heard, ...stuck.heard]).toEqual(['away', 'away', 'away'])
  })

  it('says nothing when its caller has left', async () => {
    const { api, heard } = answering((_url, init) => hanging(init))
    const caller = new AbortController()
    const asked = api.get('/stats', {}, caller.signal)
    caller.abort()
    await expect(asked).rejects.not.toBeInstanceOf(ApiFailure)
    expect(heard).toEqual([])
  })
})

it('reads an answer without an end until its caller leaves', async () => {
  const caller = new AbortController()
  let isEnded = false
  const { api } = answering((_url, { signal }) => {
    signal?.addEventListener('abort', () => (isEnded = true))
    return Promise.resolve(new Response(new ReadableStream({ start: (it) => it.enqueue(new Uint8Array([1])) })))
  })
  const reader = (await api.open('/logs/follow', {}, caller.signal)).getReader()
  expect((await reader.read()).value).toEqual(new Uint8Array([1]))
  expect(isEnded).toBe(false)
  caller.abort()
  expect(isEnded).toBe(true)
})
