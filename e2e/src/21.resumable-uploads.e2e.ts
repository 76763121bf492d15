/** Files that programs send in pieces by the tus protocol, with the client that browsers and programs use, over connections that break. */
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Upload, type HttpResponse, type UploadOptions } from 'tus-js-client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isMissing, run, temporaryFolder } from './20.programs.js'
import { CuttingProxy, type Cut } from './21.cutting-proxy.js'
import { Program } from './21.program.js'
import { bytesOf, MIB, setUp, sha256, sha256Of } from './21.sent-uploads.js'
import { freePort } from './free-port.js'

const HOUR_MS = 3_600_000
const TUS = { 'tus-resumable': '1.0.0' }

type At = { readonly baseUrl: string }

/** As a program does that wants a file to be there in the end. */
function sending(at: At, { token }: Pick<Program, 'token'>, bytes: Buffer, options: Partial<UploadOptions> = {}) {
  let upload: Upload | null = null
  const done = new Promise<HttpResponse>((resolve, reject) => {
    upload = new Upload(bytes, {
      endpoint: new URL('/api/v1/uploads', at.baseUrl).href,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: 'Ein Film.mp4', filetype: 'video/mp4' },
      retryDelays: Array.from({ length: 30 }, () => 20),
      storeFingerprintForResuming: false,
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve(lastResponse),
      ...options,
    })
    upload.start()
  })
  return { done, url: () => upload?.url ?? '' }
}

const linkIn = (response: HttpResponse) => /^<([^>]+)>; rel="enclosure"$/.exec(response.getHeader('Link') ?? '')?.[1]

/** What is asked by hand. */
async function ask(
  { token }: Pick<Program, 'token'>,
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: Buffer,
) {
  return fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...TUS, ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
  })
}

async function begin(at: At, program: Pick<Program, 'token'>, length: number, metadata = { filename: 'a.bin' }) {
  const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
  const collection = new URL('/api/v1/uploads', at.baseUrl).href
  const response = await ask(program, 'POST', collection, {
    'upload-length': String(length),
    'upload-metadata': pairs.join(','),
  })
  return { response, url: new URL(response.headers.get('location') ?? 'none', collection).href }
}

const OFFSET = { 'content-type': 'application/offset+octet-stream' }
const patch = (program: Pick<Program, 'token'>, url: string, offset: number, bytes: Buffer) =>
  ask(program, 'PATCH', url, { ...OFFSET, 'upload-offset': String(offset) }, bytes)
const offsetOf = async (program: Pick<Program, 'token'>, url: string) =>
  Number((await ask(program, 'HEAD', url)).headers.get('upload-offset') ?? NaN)
const tellOf = (program: Program, url: string) => program.ask('GET', new URL(url).pathname)

/** A reverse proxy, as it stands in front of most servers. @param takenOff of the path */
async function proxyTo(server: At, takenOff: string): Promise<string> {
  const proxy = createServer((asked, answer) => {
    const path = asked.url?.slice(takenOff.length) ?? '/'
    const { method = 'GET', headers } = asked
    const forwarded = request(new URL(path, server.baseUrl), { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers)
      got.pipe(answer)
    })
    asked.pipe(forwarded)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

describe('an upload that can be resumed', () => {
  it.each([1, 512 * 1024, 10 * MIB, 10 * MIB + 1, 23 * MIB + 7])(
    'of %i bytes comes out as it went in, under its name and type, without the disk',
    async (length) => {
      const { server, program } = await setUp()
      const bytes = bytesOf(length)
      const sent = sending(server, program, bytes)
      const link = linkIn(await sent.done)
      expect(await sha256Of(link)).toBe(sha256(bytes))
      const told = await tellOf(program, sent.url())
      expect(told.body).toMatchObject({
        state: 'linked',
        receivedBytes: length,
        expiresAt: null,
        link: {
          downloadUrl: link,
          ownerId: server.ada.id,
          file: { name: 'Ein Film.mp4', mimeType: 'video/mp4', sizeBytes: length },
        },
      })
      expect(server.copies).toHaveLength(1)
      expect((await readdir(server.directory)).join(' ')).not.toMatch(/Film|upload|tmp/)
    },
  )

  it('goes on where it was after every break, whether the server has noticed it or not', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(24 * MIB + 5)
    let state = 7
    const cuts: Cut[] = Array.from({ length: 12 }, (_, n) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return { afterBytes: n * 2 * MIB + (state % (2 * MIB)), isHalf: n % 2 === 1 }
    })
    const proxy = await CuttingProxy.to(server, cuts)
    const link = linkIn(await sending(proxy, program, bytes).done)
    expect(proxy.cutsDone).toBe(cuts.length)
    expect(await sha256Of(link)).toBe(sha256(bytes))
    // What was on its way at each break is sent again, and no more.
    expect(proxy.sentBytes).toBeLessThan(bytes.length + cuts.length * 3 * MIB)
    expect(server.copies).toHaveLength(1)
  })

  it('may come in pieces that are smaller than any part of Telegram', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(3 * MIB + 1)
    const link = linkIn(await sending(server, program, bytes, { chunkSize: 100_000 }).done)
    expect(await sha256Of(link)).toBe(sha256(bytes))
  })

  it('may bring its first bytes along, and all of them', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(700_001)
    const link = linkIn(await sending(server, program, bytes, { uploadDataDuringCreation: true }).done)
    expect(await sha256Of(link)).toBe(sha256(bytes))
  })

  it('goes through a client that sends nothing but POST', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(MIB)
    const link = linkIn(await sending(server, program, bytes, { overridePatchMethod: true }).done)
    expect(await sha256Of(link)).toBe(sha256(bytes))
  })

  it.skipIf(isMissing('curl'))('goes by hand, with curl', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(700_000)
    const path = join(await temporaryFolder(), 'film.mp4')
    await writeFile(path, bytes)
    const collection = new URL('/api/v1/uploads', server.baseUrl).href
    const auth = ['-sS', '--fail', '-H', `Authorization: Bearer ${program.token}`, '-H', 'Tus-Resumable: 1.0.0']
    const curl = async (...args: string[]) => (await run('curl', ...auth, ...args)).stdout.toString()
    const name = `Upload-Metadata: filename ${Buffer.from('film.mp4').toString('base64')}`
    const begun = await curl('-i', '-X', 'POST', collection, '-H', `Upload-Length: ${bytes.length}`, '-H', name)
    const one = `${collection}/${/^location: uploads\/(\w+)\r$/m.exec(begun)?.[1] ?? ''}`
    expect(await curl('-I', one)).toMatch(/^upload-offset: 0\r$/m)
    const offset = ['-H', 'Upload-Offset: 0', '-H', 'Content-Type: application/offset+octet-stream']
    const done = await curl('-i', '-X', 'PATCH', one, ...offset, '-T', path)
    expect(await sha256Of(/^link: <(.*)>; rel="enclosure"\r$/m.exec(done)?.[1])).toBe(sha256(bytes))
    expect(JSON.parse(await curl(one))).toMatchObject({ state: 'linked', link: { file: { name: 'film.mp4' } } })
  })

  it.each(['leaves the path as it is', 'takes the path off'])(
    'is found again behind a proxy that %s, whatever a visitor says of the way it came',
    async (what) => {
      const port = await freePort()
      const { server, program } = await setUp({ PORT: String(port), BASE_URL: `http://127.0.0.1:${port}/files` })
      const proxy = await proxyTo(server, what === 'takes the path off' ? '/files' : '')
      const sent = sending(server, program, bytesOf(MIB), {
        endpoint: `${proxy}/files/api/v1/uploads`,
        headers: {
          authorization: `Bearer ${program.token}`,
          'x-forwarded-host': 'evil.example',
          'x-forwarded-proto': 'https',
          forwarded: 'host=evil.example;proto=https',
        },
      })
      expect(linkIn(await sent.done)).toContain(`http://127.0.0.1:${port}/files/dl/`)
      expect(sent.url()).toMatch(new RegExp(`^${proxy}/files/api/v1/uploads/[0-9a-f]{32}$`))
    },
  )

  it('waits out what Telegram says in between, with every byte in its place', async () => {
    const { server, program } = await setUp()
    const aim = { accountId: server.bot.id, method: 'upload.saveBigFilePart' }
    server.sim.faults.floodWait(1, aim)
    server.sim.faults.internal({ ...aim, nth: 3 })
    const bytes = bytesOf(12 * MIB + 3)
    const link = linkIn(await sending(server, program, bytes, { chunkSize: 5 * MIB }).done)
    expect(await sha256Of(link)).toBe(sha256(bytes))
  })

  it('is told as whole once its link is made, also to whoever lost the last answer', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(2 * MIB)
    const { url } = await begin(server, program, bytes.length)
    const proxy = await CuttingProxy.to(server)
    proxy.losesAnswerTo = / 204 /
    const through = new URL(new URL(url).pathname, proxy.baseUrl).href
    await expect(patch(program, through, 0, bytes)).rejects.toThrow()
    expect(await offsetOf(program, url)).toBe(bytes.length)
    const { link } = (await tellOf(program, url)).body as { link: { downloadUrl: string } }
    expect(await sha256Of(link.downloadUrl)).toBe(sha256(bytes))
    // As clients do that know of no HEAD.
    const again = await patch(program, url, bytes.length, Buffer.alloc(0))
    expect(again.status).toBe(204)
    expect(again.headers.get('link')).toContain(link.downloadUrl)
    expect(server.copies).toHaveLength(1)
  })

  it('asks for its last byte again when the log channel could not be written to, and leaves one copy', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(600_000)
    const { url } = await begin(server, program, bytes.length)
    server.sim.faults.internal({ accountId: server.bot.id, method: 'messages.sendMedia' })
    const failed = await patch(program, url, 0, bytes)
    expect(failed.status).toBe(503)
    expect(await offsetOf(program, url)).toBe(bytes.length - 1)
    const done = await patch(program, url, bytes.length - 1, bytes.subarray(-1))
    expect(done.status).toBe(204)
    expect(await sha256Of(/<(.*)>/.exec(done.headers.get('link') ?? '')?.[1])).toBe(sha256(bytes))
    expect(server.copies).toHaveLength(1)
  })

  it('is taken no faster than Telegram takes it', async () => {
    const { server, program } = await setUp()
    server.sim.faults.noAnswer({ accountId: server.bot.id, method: 'upload.saveBigFilePart', times: 4 })
    const proxy = await CuttingProxy.to(server)
    const sent = sending(proxy, program, Buffer.alloc(64 * MIB), { retryDelays: null })
    sent.done.catch(() => {})
    const before = { bytes: -1 }
    const standsStill = () => {
      const stood = before.bytes === proxy.sentBytes && proxy.sentBytes > 3 * MIB
      before.bytes = proxy.sentBytes
      return stood
    }
    await expect.poll(standsStill, { interval: 700, timeout: 20_000 }).toBe(true)
    // What sockets hold, and a few parts.
    expect(proxy.sentBytes).toBeLessThan(32 * MIB)
  })
})

describe('two requests for one upload', () => {
  it('are not both taken: the newer one makes the older one let go', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(4 * MIB)
    const { url } = await begin(server, program, bytes.length)
    const half = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(bytes.subarray(0, 2 * MIB))),
    })
    const first = fetch(url, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${program.token}`, ...TUS, ...OFFSET, 'upload-offset': '0' },
      body: half,
      duplex: 'half',
    })
    const told = first.then(
      ({ status }) => status,
      () => 'cut',
    )
    await expect.poll(async () => (await tellOf(program, url)).body['receivedBytes']).toBe(2 * MIB)
    const second = await patch(program, url, 0, bytes)
    expect(second.status).toBe(409)
    expect([423, 'cut']).toContain(await told)
    expect(await offsetOf(program, url)).toBe(2 * MIB)
    const rest = await patch(program, url, 2 * MIB, bytes.subarray(2 * MIB))
    expect(rest.status).toBe(204)
    expect(await sha256Of(/<(.*)>/.exec(rest.headers.get('link') ?? '')?.[1])).toBe(sha256(bytes))
  })
})

describe('an upload', () => {
  it('belongs to the token that began it', async () => {
    const { server, program } = await setUp()
    const { url } = await begin(server, program, 1000)
    const other = await Program.create(server, ['uploads'])
    expect((await ask(other, 'HEAD', url)).status).toBe(404)
    expect((await patch(other, url, 0, bytesOf(1000))).status).toBe(404)
    expect((await ask(other, 'DELETE', url)).status).toBe(404)
    expect((await tellOf(other, url)).status).toBe(404)
    const lacking = await Program.create(server, ['links'])
    expect((await ask(lacking, 'HEAD', url)).status).toBe(403)
    expect(await offsetOf(program, url)).toBe(0)
  })

  it('is not let go for a token that did not begin it', async () => {
    const { server, program } = await setUp()
    const { url } = await begin(server, program, 1000)
    const other = await Program.create(server, ['uploads'])
    let sender: ReadableStreamDefaultController<Uint8Array> | null = null
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        sender = controller
        controller.enqueue(new Uint8Array(500))
      },
    })
    const headers = { authorization: `Bearer ${program.token}`, ...TUS, ...OFFSET, 'upload-offset': '0' }
    const sent = fetch(url, { method: 'PATCH', headers, body, duplex: 'half' })
    await expect.poll(async () => (await tellOf(program, url)).body['receivedBytes']).toBe(500)
    expect((await ask(other, 'HEAD', url)).status).toBe(404)
    expect((await patch(other, url, 0, bytesOf(1000))).status).toBe(404)
    expect((await ask(other, 'DELETE', url)).status).toBe(404)
    sender!.enqueue(new Uint8Array(500))
    sender!.close()
    expect((await sent).status).toBe(204)
  })

  it('that is terminated is gone, and nothing of it is left', async () => {
    const { server, program } = await setUp()
    const { url } = await begin(server, program, 12 * MIB)
    expect((await patch(program, url, 0, bytesOf(2 * MIB))).headers.get('upload-offset')).toBe(String(2 * MIB))
    expect((await ask(program, 'DELETE', url)).status).toBe(204)
    expect((await ask(program, 'HEAD', url)).status).toBe(404)
    expect((await patch(program, url, 2 * MIB, bytesOf(100))).status).toBe(404)
    const whole = await begin(server, program, 10)
    await patch(program, whole.url, 0, bytesOf(10))
    expect((await ask(program, 'DELETE', whole.url)).status).toBe(409)
    expect(server.copies).toHaveLength(1)
  })

  it('is given up when nothing comes for an hour, and not before', async () => {
    let aheadMs = 0
    const { server, program } = await setUp({}, { clock: { now: () => Date.now() + aheadMs } })
    const { url, response } = await begin(server, program, 2000)
    expect(Date.parse(response.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now() + HOUR_MS - 60_000)
    aheadMs = HOUR_MS - 60_000
    expect((await patch(program, url, 0, bytesOf(1000))).status).toBe(204)
    aheadMs *= 2
    expect(await offsetOf(program, url)).toBe(1000)
    aheadMs += 2 * 60_000
    expect((await ask(program, 'HEAD', url)).status).toBe(410)
    expect((await patch(program, url, 1000, bytesOf(1000))).status).toBe(410)
    expect((await tellOf(program, url)).body).toMatchObject({ state: 'expired', receivedBytes: 1000, link: null })
    expect(server.copies).toHaveLength(0)
  })

  it('does not outlive a restart: its client begins anew', async () => {
    const { server, program } = await setUp()
    const bytes = bytesOf(2 * MIB)
    const { url } = await begin(server, program, bytes.length)
    await patch(program, url, 0, bytes.subarray(0, MIB))
    await server.restart()
    const moved = new URL(new URL(url).pathname, server.baseUrl).href
    expect((await ask(program, 'HEAD', moved)).status).toBe(404)
    const sent = sending(server, program, bytes, { uploadUrl: moved })
    expect(await sha256Of(linkIn(await sent.done))).toBe(sha256(bytes))
    expect(sent.url()).not.toBe(moved)
  })

  it('is refused before its first byte: too large, empty, of a type that is not taken, without a name, of whom nobody serves', async () => {
    const { server, program } = await setUp({ MAX_FILE_SIZE_BYTES: '1000', DENIED_TYPES: '.exe' })
    await program.ask('PUT', '/bans/4711', { body: {} })
    const refusal = async (length: number, metadata: Record<string, string> = { filename: 'a.bin' }) => {
      const { response } = await begin(server, program, length, metadata as { filename: string })
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      const { code } = (await response.json()) as { code: string }
      return `${response.status} ${code}`
    }
    expect(await refusal(1001)).toBe('413 upload_too_large')
    expect(await refusal(2_097_152_001)).toBe('413 upload_too_large')
    expect(await refusal(0)).toBe('400 invalid_input')
    expect(await refusal(10, { filename: 'a.exe' })).toBe('422 file_refused')
    expect(await refusal(10, { filetype: 'text/plain' })).toBe('400 invalid_input')
    expect(await refusal(10, { filename: 'a', owner: 'Ada' })).toBe('400 invalid_input')
    expect(await refusal(10, { filename: 'a', owner: '4711' })).toBe('422 file_refused')
    const options = await fetch(new URL('/api/v1/uploads', server.baseUrl), { method: 'OPTIONS' })
    expect(options.status).toBe(204)
    expect(Object.fromEntries(options.headers)).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension': 'creation,creation-with-upload,expiration,termination',
      'tus-max-size': '1000',
    })
  })

  it('takes no more than was said to come, and nothing at another place than it is at', async () => {
    const { server, program } = await setUp()
    const { url } = await begin(server, program, 1000)
    expect((await patch(program, url, 0, bytesOf(1001))).status).toBe(413)
    expect((await patch(program, url, 1, bytesOf(10))).status).toBe(409)
    const old = await fetch(url, { method: 'HEAD', headers: { authorization: `Bearer ${program.token}` } })
    expect(old.status).toBe(412)
    expect(old.headers.get('tus-version')).toBe('1.0.0')
    expect(await offsetOf(program, url)).toBe(0)
  })

  it('whose bytes are of a type that is not taken does not stay, and its client does not try again', async () => {
    const { server, program } = await setUp({ DENIED_TYPES: 'application/pdf' })
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), bytesOf(100)])
    const sent = sending(server, program, pdf, { metadata: { filename: 'a.txt', filetype: 'text/plain' } })
    await expect(sent.done).rejects.toThrow(/422/)
    expect((await tellOf(program, sent.url())).body).toMatchObject({ state: 'refused', link: null })
    expect(server.copies).toHaveLength(0)
  })

  it('is one of few that are open at a time', async () => {
    const { server, program } = await setUp()
    const statuses: number[] = []
    for (let n = 0; n < 33; n++) statuses.push((await begin(server, program, 1000)).response.status)
    expect(statuses.slice(0, 32)).toEqual(Array.from({ length: 32 }, () => 201))
    expect(statuses[32]).toBe(503)
  })
})
