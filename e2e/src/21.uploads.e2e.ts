/** Files that programs send: the very bytes come out of the link, nothing waits in memory or on disk, and what comes to nothing leaves nothing. */
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Program } from './21.program.js'
import { bytesOf, MIB, setUp, sha256 } from './21.sent-uploads.js'
import { read } from './readers.js'
import type { TestServer } from './test-server.js'

interface Sending {
  readonly request: ClientRequest
  readonly answer: Promise<{ status: number; body: Record<string, unknown> }>
}

/** Begins to send; what is written of the body is the test's. */
function send(
  server: TestServer,
  program: Program,
  name: string,
  headers: Record<string, string>,
  query = '',
): Sending {
  const url = new URL(`/api/v1/uploads/${encodeURIComponent(name)}${query}`, server.baseUrl)
  const authorization = `Bearer ${program.token}`
  const sending = request(url, { method: 'PUT', headers: { authorization, ...headers }, agent: false })
  const answer = (async () => {
    const [response] = (await once(sending, 'response')) as [IncomingMessage]
    let text = ''
    for await (const chunk of response) text += (chunk as Buffer).toString()
    return { status: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> }
  })()
  answer.catch(() => {})
  sending.on('error', () => {})
  return { request: sending, answer }
}

async function put(server: TestServer, program: Program, name: string, bytes: Buffer, headers = {}, query = '') {
  const sending = send(server, program, name, { 'content-length': String(bytes.length), ...headers }, query)
  sending.request.end(bytes)
  return sending.answer
}

describe('a file that a program sends', () => {
  it.each([1, 512 * 1024, 512 * 1024 + 1, 10 * MIB, 10 * MIB + 1, 23 * MIB + 7])(
    'of %i bytes comes out as it went in, under its name and type',
    async (length) => {
      const { server, program } = await setUp()
      const bytes = bytesOf(length)
      const { status, body } = await put(server, program, 'Ein Film.mp4', bytes, { 'content-type': 'video/mp4' })
      expect(body).toMatchObject({
        ownerId: server.ada.id,
        file: { name: 'Ein Film.mp4', mimeType: 'video/mp4', sizeBytes: length },
      })
      expect(status).toBe(201)
      const { body: got, headers } = await read(String(body['downloadUrl']))
      expect(sha256(got)).toBe(sha256(bytes))
      expect(headers.get('content-disposition')).toContain('Ein Film.mp4')
      expect(server.copies).toHaveLength(1)
      expect((await readdir(server.directory)).join(' ')).not.toMatch(/Film|upload|tmp/)
    },
  )

  it('is taken no faster than Telegram takes it', async () => {
    const { server, program } = await setUp()
    const length = 64 * MIB
    // All that may be on its way.
    server.sim.faults.noAnswer({ accountId: server.bot.id, method: 'upload.saveBigFilePart', times: 4 })
    const { request: sending } = send(server, program, 'large.bin', { 'content-length': String(length) })
    const piece = Buffer.alloc(MIB)
    let written = 0
    let isFull = false
    for (; !isFull && written < length; written += MIB) isFull = !sending.write(piece) && !(await drained(sending))
    // What sockets hold, and a few parts.
    expect(written).toBeLessThan(32 * MIB)
    sending.destroy()
  })

  it('is given up when its program leaves, and the next one is taken', async () => {
    const { server, program } = await setUp()
    for (let n = 0; n < 5; n++) {
      const { request: sending } = send(server, program, 'half.bin', { 'content-length': String(20 * MIB) })
      sending.write(bytesOf(3 * MIB))
      await drained(sending)
      const closed = new Promise((resolve) => sending.once('close', resolve))
      sending.destroy()
      await closed
    }
    const taken = async () => (await put(server, program, 'whole.bin', bytesOf(1000))).status
    await expect.poll(taken, { timeout: 5000 }).toBe(201)
    expect(server.copies).toHaveLength(1)
  })

  it('goes on through waits and errors of Telegram, with every byte in its place', async () => {
    const { server, program } = await setUp()
    const { faults } = server.sim
    const aim = { accountId: server.bot.id, method: 'upload.saveBigFilePart' }
    faults.floodWait(1, aim)
    faults.internal({ ...aim, nth: 3 })
    const bytes = bytesOf(12 * MIB + 3)
    const { status, body } = await put(server, program, 'film.bin', bytes)
    expect(status).toBe(201)
    expect(sha256((await read(String(body['downloadUrl']))).body)).toBe(sha256(bytes))
  })

  it('is refused before its first byte: too large, of a type that is not taken, without a length, empty', async () => {
    const { server, program } = await setUp({ MAX_FILE_SIZE_BYTES: '1000', DENIED_TYPES: '.exe' })
    const refusal = async (name: string, headers: Record<string, string>) => {
      const sending = send(server, program, name, headers)
      sending.request.flushHeaders()
      const { status, body } = await sending.answer
      sending.request.destroy()
      return `${status} ${String(body['code'])}`
    }
    expect(await refusal('a.bin', { 'content-length': '1001' })).toBe('422 file_refused')
    expect(await refusal('a.exe', { 'content-length': '10' })).toBe('422 file_refused')
    expect(await refusal('a.bin', { 'transfer-encoding': 'chunked' })).toBe('411 length_required')
    expect(await refusal('a.bin', { 'content-length': '0' })).toBe('400 invalid_input')
    expect(await refusal('a.bin', { 'content-length': '9', 'content-encoding': 'gzip' })).toBe('400 invalid_input')
    const stranger = await Program.create(server, ['links'])
    const sending = send(server, stranger, 'a.bin', { 'content-length': '10' })
    sending.request.flushHeaders()
    expect((await sending.answer).status).toBe(403)
    expect(server.copies).toHaveLength(0)
  })

  it('does not stay when its bytes are of a type that is not taken, or when nobody may have the link', async () => {
    const { server, program } = await setUp({ DENIED_TYPES: 'application/pdf' })
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), bytesOf(100)])
    expect(await put(server, program, 'harmless.txt', pdf, { 'content-type': 'text/plain' })).toMatchObject({
      status: 422,
      body: { code: 'file_refused' },
    })
    await program.ask('PUT', '/bans/4711', { body: {} })
    expect((await put(server, program, 'a.bin', bytesOf(100), {}, '?owner=4711')).status).toBe(409)
    expect(server.copies).toHaveLength(0)
  })
})

/** @returns false: nothing was taken for a second */
async function drained(sending: ClientRequest): Promise<boolean> {
  if (!sending.writableNeedDrain) return true
  return Promise.race([
    once(sending, 'drain').then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1000).unref()),
  ])
}
