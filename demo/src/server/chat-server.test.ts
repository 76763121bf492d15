import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeChat } from '../testing/fake-chat.js'
import { ChatServer } from './chat-server.js'

let folder: string
let chat: FakeChat
let server: ChatServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-chat-'))
  chat = new FakeChat((message) => (message.file ? { text: `Got ${message.file.name}` } : null))
  server = await ChatServer.create({ chat, uploadDirectory: folder, maxUploadBytes: 1000 })
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const host = '127.0.0.1:8090'

function post(url: string, payload: object | Buffer, headers: Record<string, string> = {}) {
  return server.app.inject({ method: 'POST', url, payload, headers: { host, ...headers } })
}

describe('the page', () => {
  it('is served with a policy that lets nothing in from elsewhere', async () => {
    const response = await server.app.inject({ url: '/', headers: { host } })
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toContain('text/html')
    expect(response.headers['content-security-policy']).toContain("default-src 'none'")
    expect(response.headers['content-security-policy']).not.toContain('unsafe')
  })

  it('finds all it names', async () => {
    const { body } = await server.app.inject({ url: '/', headers: { host } })
    const names = [...body.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(([, name]) => name)
    expect(names).toContain('main.js')
    for (const name of names) {
      const { statusCode } = await server.app.inject({ url: `/${name}`, headers: { host } })
      expect([name, statusCode]).toEqual([name, 200])
    }
  })

  it.each(['/../package.json', '/%2e%2e/package.json', '/nothing.js', '/main.js.map'])(
    'does not serve %s',
    async (url) => {
      const { statusCode } = await server.app.inject({ url, headers: { host } })
      expect(statusCode).toBe(404)
    },
  )
})

describe('the chat', () => {
  it('is told with its names and messages', async () => {
    chat.add({ text: 'Hello!' })
    const response = await server.app.inject({ url: '/api/chat', headers: { host } })
    expect(response.json()).toMatchObject({
      bot: { name: 'StreamBot' },
      maxUploadBytes: 1000,
      messages: [{ id: 1, text: 'Hello!', mine: false }],
    })
  })

  it('takes a text and passes on what Telegram refuses', async () => {
    expect((await post('/api/messages', { text: '/help' })).statusCode).toBe(201)
    expect(chat.read()).toMatchObject([{ text: '/help', mine: true }])
    const refused = await post('/api/messages', { text: 'refuse me' })
    expect([refused.statusCode, refused.json()]).toEqual([400, { error: 'Telegram answered 400 MESSAGE_EMPTY' }])
    expect((await post('/api/messages', { text: '' })).statusCode).toBe(400)
    expect((await post('/api/messages', { text: 'x'.repeat(4097) })).statusCode).toBe(400)
  })

  it('presses buttons', async () => {
    const response = await post('/api/messages/7/press', { data: Buffer.from('next').toString('base64') })
    expect(response.json()).toEqual({ text: '7: next' })
    expect((await post('/api/messages/none/press', { data: '' })).statusCode).toBe(400)
  })
})

describe('an upload', () => {
  const type = { 'content-type': 'application/octet-stream' }

  it('becomes a message with a file on disk', async () => {
    const headers = { ...type, 'x-file-name': encodeURIComponent('ä.bin'), 'x-upload-key': 'k1' }
    const response = await post('/api/files', Buffer.from('bytes'), headers)
    expect(response.statusCode).toBe(201)
    expect(chat.sentFiles).toMatchObject([{ name: 'ä.bin', uploadKey: 'k1' }])
    expect(await readFile(chat.sentFiles[0]?.path ?? '', 'utf8')).toBe('bytes')
    expect(chat.read()[1]).toMatchObject({ text: 'Got ä.bin' })
  })

  it('may be empty', async () => {
    expect((await post('/api/files', Buffer.alloc(0), type)).statusCode).toBe(201)
    expect(await readFile(chat.sentFiles[0]?.path ?? '', 'utf8')).toBe('')
  })

  it('is refused beyond the limit, with nothing left on disk', async () => {
    const response = await post('/api/files', Buffer.alloc(1001), type)
    expect([response.statusCode, response.json()]).toEqual([
      413,
      { error: 'Too large: Telegram takes files up to 4 GB.' },
    ])
    expect(await readdir(folder)).toEqual([])
  })
})

describe('other web sites', () => {
  it('neither read under a name of theirs nor write', async () => {
    const read = await server.app.inject({ url: '/api/chat', headers: { host: 'evil.example' } })
    expect(read.statusCode).toBe(403)
    const written = await post('/api/messages', { text: 'hi' }, { origin: 'http://evil.example' })
    expect(written.statusCode).toBe(403)
    expect(chat.read()).toEqual([])
  })
})

it('sends events of new, edited and removed messages to every page, and ends them when it stops', async () => {
  const address = await server.listen(0)
  const response = await fetch(`${address}api/events`)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let received = ''
  const readUntil = async (text: string) => {
    while (!received.includes(text)) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`The stream ended before ${text}`)
      received += value
    }
  }
  await readUntil('retry')
  const id = chat.add({ text: 'one' })
  await readUntil('"text":"one"')
  chat.edit(id, { text: 'two' })
  await readUntil('"text":"two"')
  chat.remove(id)
  await readUntil(`event: removed\ndata: {"id":${id}}\n\n`)
  await server[Symbol.asyncDispose]()
  expect((await reader.read().catch(() => ({ done: true }))).done).toBe(true)
})
