/** An operator has an answer with its id, or a message of somebody, and finds every line about it in the log. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { createLoggers } from 'streambot'
import { describe, expect, it } from 'vitest'
import { Chat } from './16.chat.js'
import { Program } from './21.program.js'
import { TestServer } from './test-server.js'

const MIB = 1024 * 1024
const SOON = { timeout: 15_000, interval: 20 }

type Line = Record<string, unknown> & { readonly msg: string; readonly level: string; readonly subsystem: string }

/** All that names it, in whichever field. */
function linesAbout(server: TestServer, id: string): Line[] {
  return server.log
    .split('\n')
    .filter((line) => line.includes(`"${id}"`))
    .map((line) => JSON.parse(line) as Line)
}

const saysOf = (server: TestServer, id: string) => linesAbout(server, id).map(({ msg }) => msg)

function idOf({ headers }: Response): string {
  const id = headers.get('x-request-id') ?? ''
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  return id
}

describe('a stream in trouble', () => {
  it('is told under the id of its answer, from its first byte to its last, with each part that had to be asked for again', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(6 * MIB)
    const { faults } = server.sim
    faults.floodWait(1, { method: 'upload.getFile' })
    faults.floodWait(1, { method: 'upload.getFile' })
    const response = await fetch(file.download)
    expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true)
    const id = idOf(response)
    await expect.poll(() => saysOf(server, id), SOON).toContain('Request answered')
    const lines = linesAbout(server, id)
    const again = lines.filter(({ msg }) => msg === 'A part of a file is tried again')
    expect(again.length).toBeGreaterThan(0)
    expect(again[0]).toMatchObject({
      level: 'debug',
      subsystem: 'telegram',
      requestId: id,
      client: expect.stringMatching(/^worker \d/) as string,
      kind: 'cool_down',
      err: { message: expect.stringContaining('FLOOD_WAIT') as string },
    })
    expect(lines.filter(({ subsystem }) => subsystem === 'http').map(({ msg }) => msg)).toEqual([
      'Stream opened',
      'Stream ended: complete',
      'Request answered',
    ])
    expect(lines.every(({ requestId }) => requestId === id)).toBe(true)
  })

  it('whose reader left, or that an admin stopped, is the stream that was shown under the id', async () => {
    const server = await TestServer.create({ workers: 1, env: { ADMINS: '1' } })
    const file = await server.linkSynthetic(60 * MIB)
    const program = await Program.create(server)
    const leaving = new AbortController()
    const left = await fetch(file.download, { signal: leaving.signal })
    const stopped = await fetch(file.stream)
    const shown = await program.ask('GET', '/streams')
    expect((shown.body['items'] as { id: string }[]).map(({ id }) => id).sort()).toEqual(
      [idOf(left), idOf(stopped)].sort(),
    )
    leaving.abort()
    expect((await program.ask('DELETE', `/streams/${idOf(stopped)}`)).status).toBe(204)
    await expect.poll(() => saysOf(server, idOf(left)), SOON).toContain('Stream ended: left')
    await expect.poll(() => saysOf(server, idOf(stopped)), SOON).toContain('Stream ended: cancelled')
    const ended = linesAbout(server, idOf(stopped)).find(({ msg }) => msg.startsWith('Stream ended'))
    expect(ended).toMatchObject({ reason: `Stopped by token:${program.tokenId}` })
    expect(server.log).toContain(`"target":"stream:${idOf(stopped)}"`)
    await stopped.arrayBuffer().catch(() => {})
  })

  it('that loses a connection goes on, and that loses its file says so', async () => {
    const server = await TestServer.create({ workers: 1 })
    const { faults } = server.sim
    const file = await server.linkSynthetic(60 * MIB)
    faults.dropConnection({ method: 'upload.getFile' })
    const response = await fetch(file.download)
    const id = idOf(response)
    const reader = response.body?.getReader()
    await reader?.read()
    await expect.poll(() => saysOf(server, id), SOON).toContain('A part of a file is tried again')
    server.deleteCopies()
    const rest = async () => {
      while (!(await reader?.read())?.done);
    }
    await expect(rest()).rejects.toThrow()
    await expect.poll(() => saysOf(server, id), SOON).toContain('Request answered')
    expect(saysOf(server, id)).toContainEqual(expect.stringMatching(/^Stream (ended: cancelled|failed)$/))
    expect(
      linesAbout(server, id).every(({ requestId, requestIds }) => requestId === id || Array.isArray(requestIds)),
    ).toBe(true)
  })
})

describe('a request that was refused', () => {
  it('is told with its code, whichever refused it: route, API, parser, database', async () => {
    const env = { DATABASE_URL: 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200', DATABASE_WHEN_AWAY: 'start' }
    const server = await TestServer.create({ workers: 0, env })
    const ask = (path: string, init?: RequestInit) => fetch(new URL(path, server.baseUrl), init)
    const wanted = [
      [await ask('/dl/none'), 'debug', 'Refused: link_not_found'],
      [await ask('/dl/%zz'), 'debug', 'Refused: bad_request'],
      [await ask('/api/v1/stats'), 'debug', 'Refused: token_required'],
      [
        await ask('/api/v1/stats', { headers: { authorization: `Bearer sb_${'x'.repeat(43)}` } }),
        'warn',
        'Refused: store_unavailable',
      ],
      [
        await ask('/api/v1/stats', { headers: { authorization: 'Bearer guessed-it' } }),
        'warn',
        'Refused: a token of the API that opens nothing',
      ],
    ] as const
    for (const [answer, level, msg] of wanted) {
      const lines = linesAbout(server, idOf(answer))
      expect(lines.map((it) => `${it.level} ${it.msg}`)).toContain(`${level} ${msg}`)
    }
    const guess = linesAbout(server, idOf(wanted[4][0])).find(({ level }) => level === 'warn')
    expect(guess).toMatchObject({ address: '127.0.0.1', code: 'token_wrong' })
    const socket = connect(Number(new URL(server.baseUrl).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.end('WHAT IS /this\r\nauthorization: guessed-it\r\n\r\n')
    const id = /x-request-id: (\S+)/.exec(await text(socket))?.[1] ?? 'none'
    expect(linesAbout(server, id)).toMatchObject([
      { msg: 'Refused: what cannot be read as a request', address: '127.0.0.1' },
    ])
  })
})

describe('a message that could not be handled', () => {
  it('is told with the id that its sender read, and under their number and that of the message', async () => {
    const server = await TestServer.create({ workers: 0 })
    server.sim.world.promote(server.logChannel.id, server.bot.id, [])
    const chat = new Chat(server, server.ada)
    const { id: fileId } = server.sim.world.putSyntheticFile(1000, 'x')
    const answer = await server.ask({ media: fileId })
    const errorId = /error ([0-9a-f]{8})/.exec(answer.text)?.[1] ?? 'none'
    const [line] = linesAbout(server, errorId)
    expect(line).toMatchObject({ userId: chat.person.id, chatId: chat.person.id, messageId: answer.replyToId })
  })
})

describe('the same over and over', () => {
  it('is told some times and counted, and hides nothing else', async () => {
    const lines: Line[] = []
    const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) }
    const loggers = createLoggers({ level: 'info', format: 'json', secrets: [], destination })
    const server = await TestServer.create({ workers: 0, start: { loggers } })
    const guess = () =>
      fetch(`${server.baseUrl}/api/v1/stats`, { headers: { authorization: 'Bearer guessed-again' } }).then((it) =>
        it.text(),
      )
    for (let n = 0; n < 30; n++) await Promise.all(Array.from({ length: 10 }, guess))
    const login = await fetch(`${server.baseUrl}/dav/`, {
      headers: { authorization: `Basic ${btoa('7:guessed-again')}` },
    })
    expect(login.status).toBe(401)
    loggers.flush()
    const of = (msg: string) => lines.filter((it) => it.msg === msg)
    expect(of('Refused: a token of the API that opens nothing')).toHaveLength(20)
    expect(of('280 more such lines were left out: Refused: a token of the API that opens nothing')).toMatchObject([
      { level: 'warn', subsystem: 'http', leftOut: 280 },
    ])
    expect(of('Refused: an app password that opens nothing')).toHaveLength(1)
    expect(loggers.recent.query({ filter: 'left out' }).total).toBe(1)
  })
})
