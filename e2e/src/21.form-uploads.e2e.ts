/** Files in forms, as curl and a browser make them; and pages on other origins that send files in pieces. */
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, request, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isMissing, run, temporaryFolder } from './20.programs.js'
import type { Program } from './21.program.js'
import { bytesOf, MIB, setUp, sha256, sha256Of } from './21.sent-uploads.js'
import { isChromiumMissing, useBrowser } from './browser.js'
import type { TestServer } from './test-server.js'

type Made = { id: string; ownerId: number; downloadUrl: string; file: object } & { code?: string; error?: string }

describe.skipIf(isMissing('curl'))('curl -F', () => {
  async function curl(at: { server: TestServer; program: Program }, ...args: readonly string[]) {
    const url = new URL('/api/v1/uploads', at.server.baseUrl).href
    const authorization = `Authorization: Bearer ${at.program.token}`
    const { stdout } = await run('curl', '-sS', '-w', '\n%{http_code}', '-H', authorization, ...args, url)
    const [, text = '', status] = /^(.*)\n(\d+)$/s.exec(stdout.toString()) ?? []
    return { status: Number(status), body: JSON.parse(text) as Made }
  }

  async function fileOf(bytes: Buffer, name = 'film.mp4') {
    const path = join(await temporaryFolder(), name)
    await writeFile(path, bytes)
    return path
  }

  it.each([1, 512 * 1024, 10 * MIB + 1, 24 * MIB + 7])('sends %i bytes, and gets a link to them', async (length) => {
    const at = await setUp()
    const bytes = bytesOf(length)
    const path = await fileOf(bytes)
    const { status, body } = await curl(at, '-F', `file=@${path};type=video/mp4;filename=Ein Film – 電影.mp4`)
    expect(body).toMatchObject({
      ownerId: at.server.ada.id,
      file: { name: 'Ein Film – 電影.mp4', mimeType: 'video/mp4', sizeBytes: length },
    })
    expect(status).toBe(201)
    expect(await sha256Of(body.downloadUrl)).toBe(sha256(bytes))
    expect(at.server.copies).toHaveLength(1)
  })

  it('may leave the length of all of it open, and say whose link it is', async () => {
    const at = await setUp()
    const bytes = bytesOf(3 * MIB)
    const path = await fileOf(bytes)
    const { body } = await curl(at, '-H', 'Transfer-Encoding: chunked', '-F', 'owner=4711', '-F', `file=@${path}`)
    expect(body).toMatchObject({ ownerId: 4711, file: { name: 'film.mp4', sizeBytes: 3 * MIB } })
    expect(await sha256Of(body.downloadUrl)).toBe(sha256(bytes))
  })

  it('is told what is wrong with its form, and nothing of it stays', async () => {
    const at = await setUp({ DENIED_TYPES: '.exe', MAX_FILE_SIZE_BYTES: String(6 * MIB) })
    const path = await fileOf(bytesOf(3 * MIB))
    const refusal = async (...args: readonly string[]) => {
      const { status, body } = await curl(at, ...args)
      return `${status} ${body.code} ${body.error}`
    }
    expect(await refusal('-F', `a=@${path}`, '-F', `b=@${path}`)).toBe(
      '400 invalid_input body: holds more than one file.',
    )
    expect(await refusal('-F', 'owner=4711')).toMatch(/^400 invalid_input body: holds no file/)
    expect(await refusal('-F', `file=@${path};filename=`)).toMatch(
      /^400 invalid_input body: holds a file without a name/,
    )
    expect(await refusal('-F', `file=@${path}`, '-F', 'owner=4711')).toBe(
      '400 invalid_input body: has the field "owner" behind the file; send it before.',
    )
    expect(await refusal('-F', 'color=red', '-F', `file=@${path}`)).toMatch(/^400 invalid_input body: .*color/)
    expect(await refusal('-F', 'owner=Ada', '-F', `file=@${path}`)).toMatch(/^400 invalid_input body\.owner: /)
    expect(await refusal('-F', `owner=${'1'.repeat(2000)}`, '-F', `file=@${path}`)).toMatch(/^400 .*too long/)
    expect(await refusal('-F', `file=@${path};filename=a.exe`)).toMatch(/^422 file_refused/)
    const large = await fileOf(bytesOf(7 * MIB))
    expect(await refusal('-F', `file=@${large}`)).toMatch(/^422 file_refused .*6291456 bytes/)
    expect(await refusal('-H', 'Transfer-Encoding: chunked', '-F', `file=@${large}`)).toMatch(/^422 file_refused/)
    expect(await refusal('-F', `file=@${await fileOf(Buffer.alloc(0))}`)).toMatch(/^400 invalid_input body: is empty/)
    expect(await refusal('-d', 'a=b')).toMatch(/^400 invalid_input body: must be a form/)
    expect(at.server.copies).toHaveLength(0)
  })
})

describe('a form', () => {
  it('that ends before its last boundary is refused, and nothing of it stays', async () => {
    const { server, program } = await setUp()
    const sending = request(new URL('/api/v1/uploads', server.baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${program.token}`, 'content-type': 'multipart/form-data; boundary=b' },
      agent: false,
    })
    sending.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n')
    sending.end(bytesOf(MIB))
    const [response] = (await once(sending, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(400)
    expect(server.copies).toHaveLength(0)
  })
})

describe('a token that is revoked', () => {
  it('takes what it sends with it: as it is, in a form, in pieces', async () => {
    const { server, program } = await setUp()
    const begun = await fetch(new URL('/api/v1/uploads', server.baseUrl), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${program.token}`,
        'tus-resumable': '1.0.0',
        'upload-length': String(20 * MIB),
        'upload-metadata': `filename ${Buffer.from('a.bin').toString('base64')}`,
      },
    })
    const one = new URL(begun.headers.get('location') ?? '', new URL('/api/v1/uploads', server.baseUrl)).pathname
    const form = { 'content-type': 'multipart/form-data; boundary=b' }
    const piece = { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
    const ways: [string, string, Record<string, string>, string][] = [
      ['PUT', '/api/v1/uploads/a.bin', {}, ''],
      ['POST', '/api/v1/uploads', form, '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\n'],
      ['PATCH', one, piece, ''],
    ]
    const answers = ways.map(async ([method, path, headers, head]) => {
      const authorization = `Bearer ${program.token}`
      const length = { 'content-length': String(20 * MIB) }
      const options = { method, headers: { authorization, ...length, ...headers }, agent: false }
      const sending = request(new URL(path, server.baseUrl), options)
      sending.on('error', () => {})
      onTestFinished(() => void sending.destroy())
      sending.write(head + 'x'.repeat(1000))
      const [response] = (await once(sending, 'response')) as [IncomingMessage]
      return response.statusCode
    })
    const other = await program.ask('POST', '/tokens', { body: { name: 'other', scopes: ['tokens'] } })
    await program.with(String(other.body['token'])).ask('DELETE', `/tokens/${program.tokenId}`)
    expect(await Promise.all(answers)).toEqual([401, 401, 401])
    expect(server.copies).toHaveLength(0)
  })
})

describe.skipIf(isChromiumMissing)('a page on another origin', () => {
  const visit = useBrowser()

  /** A page with the field for a file that every page has, and the client of the tus protocol. */
  async function openPage() {
    const bundle = join(dirname(createRequire(import.meta.url).resolve('tus-js-client')), '../../dist/tus.min.js')
    const script = await readFile(bundle)
    const pages = createServer((asked, answer) => {
      const isScript = asked.url === '/tus.js'
      answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
      answer.end(
        isScript ? script : '<!doctype html><link rel=icon href=data:,><input type=file><script src=/tus.js></script>',
      )
    })
    pages.listen(0, '127.0.0.1')
    await once(pages, 'listening')
    onTestFinished(() => void pages.close())
    const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
    const at = await setUp({ CORS_ALLOWED_ORIGINS: origin })
    const page = await visit(origin)
    const bytes = bytesOf(11 * MIB + 5)
    await page.setInputFiles('input', { name: 'Ein "Film".mp4', mimeType: 'video/mp4', buffer: bytes })
    const asked = {
      url: new URL('/api/v1/uploads', at.server.baseUrl).href,
      authorization: `Bearer ${at.program.token}`,
    }
    return { ...at, page, bytes, asked }
  }

  it('sends the file that somebody chose, in a form', async () => {
    const { page, bytes, asked } = await openPage()
    const made = await page.evaluate<{ status: number; body: Made }>(`(async ({ url, authorization }) => {
      const form = new FormData()
      form.append('file', document.querySelector('input').files[0])
      const response = await fetch(url, { method: 'POST', body: form, headers: { authorization } })
      return { status: response.status, body: await response.json() }
    })(${JSON.stringify(asked)})`)
    expect(made).toMatchObject({ status: 201, body: { file: { mimeType: 'video/mp4', sizeBytes: bytes.length } } })
    expect(await sha256Of(made.body.downloadUrl)).toBe(sha256(bytes))
  })

  it('sends it in pieces, and reads the link from the last answer', async () => {
    const { page, bytes, asked } = await openPage()
    const link = await page.evaluate<string>(`(({ url, authorization }) => new Promise((resolve, reject) => {
      const [file] = document.querySelector('input').files
      new tus.Upload(file, {
        endpoint: url,
        headers: { authorization },
        chunkSize: 3 * 1024 * 1024,
        metadata: { filename: file.name, filetype: file.type },
        onError: reject,
        onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('Link') ?? 'none'),
      }).start()
    }))(${JSON.stringify(asked)})`)
    expect(await sha256Of(/^<(.*)>/.exec(link)?.[1])).toBe(sha256(bytes))
  })
})
