/** The ways in which programs send a file, and reading it back: bytes are made up as they are sent, and are nowhere as a whole. */
import { createHash, randomBytes, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { MIB } from './figures.js'

const made = z.object({ downloadUrl: z.string() })

export interface Target {
  readonly baseUrl: string
  readonly token: string
  readonly signal: AbortSignal
}

/** So many bytes, of which no two blocks are alike, and their sum. */
export class MadeUpFile {
  readonly #hash: Hash = createHash('sha256')
  readonly #block = randomBytes(MIB)
  #at = 0

  constructor(readonly sizeBytes: number) {}

  /** The next bytes, no more than so many. */
  *take(bytes: number): Generator<Buffer> {
    const end = Math.min(this.sizeBytes, this.#at + bytes)
    while (this.#at < end) {
      this.#block.writeDoubleLE(this.#at)
      // A copy: what was sent before may still wait in a socket.
      const piece = Buffer.from(this.#block.subarray(0, Math.min(MIB, end - this.#at)))
      this.#hash.update(piece)
      this.#at += piece.length
      yield piece
    }
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex')
  }
}

/** @returns the link */
type Way = (target: Target, file: MadeUpFile, pieceBytes: number) => Promise<string>

export const WAYS: Readonly<Record<string, Way>> = {
  put: async (target, file) => {
    const headers = { 'content-length': file.sizeBytes }
    const { text } = await send(target, 'PUT', '/api/v1/uploads/made-up.bin', headers, file.take(Infinity))
    return made.parse(JSON.parse(text)).downloadUrl
  },
  form: async (target, file) => {
    const head = '--bench\r\ncontent-disposition: form-data; name="file"; filename="made-up.bin"\r\n\r\n'
    const tail = '\r\n--bench--\r\n'
    const headers = {
      'content-type': 'multipart/form-data; boundary=bench',
      'content-length': head.length + file.sizeBytes + tail.length,
    }
    const body = function* () {
      yield Buffer.from(head)
      yield* file.take(Infinity)
      yield Buffer.from(tail)
    }
    const { text } = await send(target, 'POST', '/api/v1/uploads', headers, body())
    return made.parse(JSON.parse(text)).downloadUrl
  },
  tus: async (target, file, pieceBytes) => {
    const version = { 'tus-resumable': '1.0.0' }
    const name = Buffer.from('made-up.bin').toString('base64')
    const begin = { ...version, 'upload-length': file.sizeBytes, 'upload-metadata': `filename ${name}` }
    const begun = await send(target, 'POST', '/api/v1/uploads', { ...begin, 'content-length': 0 }, [])
    const path = new URL(String(begun.headers['location']), new URL('/api/v1/uploads', target.baseUrl)).pathname
    for (let offset = 0; ;) {
      const bytes = Math.min(pieceBytes, file.sizeBytes - offset)
      const headers = {
        ...version,
        'upload-offset': offset,
        'content-type': 'application/offset+octet-stream',
        'content-length': bytes,
      }
      const taken = await send(target, 'PATCH', path, headers, file.take(bytes))
      offset = Number(taken.headers['upload-offset'])
      const link = /^<([^>]+)>/.exec(String(taken.headers['link'] ?? ''))?.[1]
      if (link !== undefined) return link
      if (offset >= file.sizeBytes) throw new Error('The upload is whole and has no link')
    }
  },
}

/** The sum of all that a link serves. */
export async function sha256Of(url: string, signal: AbortSignal): Promise<string> {
  const asked = request(url, { agent: false, signal })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`The link answers ${response.statusCode}`)
  const hash = createHash('sha256')
  for await (const chunk of response) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function send(
  { baseUrl, token, signal }: Target,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body: Iterable<Buffer>,
) {
  const authorization = `Bearer ${token}`
  const options = { method, headers: { ...headers, authorization }, agent: false, signal }
  const sending = request(new URL(path, baseUrl), options)
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  answered.catch(() => {}) // waited for below
  for (const piece of body)
    if (!sending.write(piece)) await Promise.race([once(sending, 'drain', { signal }), answered])
  sending.end()
  const [response] = await answered
  let text = ''
  for await (const chunk of response) text += (chunk as Buffer).toString()
  const { statusCode = 0 } = response
  if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${text}`)
  return { headers: response.headers, text }
}
