/**
 * A form with one file in it (RFC 7578), read as it comes in: the fields before the file, then the file, which waits for its reader. A form that is not as
 * it should be ends the file with an error, whatever came of it; and its end has to be there before the file's is.
 */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { untilAborted } from '../../../core/until-aborted.js'
import { ApiError } from '../api-error.js'

/** All that may stand before the file, or behind it. */
const MAX_BESIDE_FILE_BYTES = 64 * 1024
/** So much more than its file a form has at most, with what comes in together with either end of the file. */
export const MAX_FORM_OVERHEAD_BYTES = 4 * MAX_BESIDE_FILE_BYTES
/** There is no more to say. */
const LIMITS = { fieldSize: 1024, fields: 8, parts: 10, headerPairs: 16, headerSize: 8 * 1024 }

export interface FormFile {
  readonly name: string
  readonly mimeType: string
  /** What came before it. */
  readonly fields: Readonly<Record<string, string>>
  /** Throws what is wrong with the form, and what the chunks of the form throw. */
  readonly chunks: AsyncIterable<Uint8Array>
}

/**
 * Resolves once the file begins.
 * @param over aborted when nobody reads any more
 * @throws ApiError invalid_input; what the chunks throw; the signal's reason when aborted
 */
export async function readForm(
  contentType: string,
  chunks: AsyncIterable<Uint8Array>,
  over: AbortSignal,
): Promise<FormFile> {
  const form = new Form(contentType, over)
  form.read(chunks)
  return untilAborted(form.file, form.failed)
}

class Form {
  readonly file: Promise<FormFile>
  readonly failed: AbortSignal
  readonly #failure = new AbortController()
  readonly #parser: BusboyInstance
  readonly #fields: Record<string, string> = {}
  #begin: (file: FormFile) => void = () => {}
  /** null: it has not begun. */
  #stream: Readable | null = null
  /** Of the form. Never rejects: whoever waits for it waits for `failed` too. */
  #ended: Promise<void> = Promise.resolve()
  #besideBytes = 0

  constructor(contentType: string, over: AbortSignal) {
    this.failed = AbortSignal.any([over, this.#failure.signal])
    this.file = new Promise((resolve) => (this.#begin = resolve))
    this.#parser = toParser(contentType)
    this.#parser.on('error', () => this.#fail('ends before its last boundary, or is no form'))
    this.#parser.on('field', (name, value, _, isTruncated) => this.#field(name, value, isTruncated))
    this.#parser.on('file', (_, stream, name, __, mimeType) => this.#file(stream, name, mimeType))
    this.#parser.on('partsLimit', () => this.#fail('has too many parts'))
    this.#parser.on('fieldsLimit', () => this.#fail('has too many fields'))
  }

  read(chunks: AsyncIterable<Uint8Array>): void {
    this.#ended = this.#readAll(chunks).catch((error: unknown) => this.#failure.abort(error))
  }

  async #readAll(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) await this.#feed(chunk)
    const finished = once(this.#parser, 'finish')
    this.#parser.end()
    await untilAborted(finished, this.failed)
    if (!this.#stream) this.#fail('holds no file: send one field with a file name')
  }

  async #feed(chunk: Uint8Array): Promise<void> {
    this.failed.throwIfAborted()
    const isBehind = this.#stream?.readableEnded === true
    if (!this.#parser.write(chunk)) await untilAborted(once(this.#parser, 'drain'), this.failed)
    if (!this.#stream || isBehind) this.#besideBytes += chunk.length
    if (this.#besideBytes > MAX_BESIDE_FILE_BYTES) this.#fail('says too much beside the file')
  }

  #field(name: string, value: string, isTruncated: boolean): void {
    if (this.#stream) this.#fail(`has the field "${name}" behind the file; send it before`)
    else if (isTruncated) this.#fail(`has a field "${name}" that is too long`)
    else if (Object.hasOwn(this.#fields, name)) this.#fail(`has the field "${name}" twice`)
    else Object.defineProperty(this.#fields, name, { value, enumerable: true })
  }

  #file(stream: Readable, name: string | undefined, mimeType: string): void {
    stream.on('error', () => this.#fail('ends in the middle of the file'))
    if (this.#stream) this.#fail('holds more than one file')
    else if (!name) this.#fail('holds a file without a name, or none was chosen')
    if (this.failed.aborted || !name) return void stream.resume()
    this.#stream = stream
    this.#begin({ name, mimeType, fields: this.#fields, chunks: this.#chunksOf(stream) })
  }

  async *#chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
    const source = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
    for (;;) {
      const next = await untilAborted(source.next(), this.failed)
      if (next.done) break
      yield next.value
    }
    // What is behind the file may be wrong as well.
    await untilAborted(this.#ended, this.failed)
    this.failed.throwIfAborted()
  }

  #fail(what: string): void {
    this.#failure.abort(new ApiError('invalid_input', `body: ${what}.`))
  }
}

function toParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  } catch {
    throw new ApiError('invalid_input', 'Content-Type: must name the boundary of the form.')
  }
}
