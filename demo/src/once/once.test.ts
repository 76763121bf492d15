import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeChat, type Reaction } from '../testing/fake-chat.js'
import { corrupting, fileFetch } from '../testing/file-fetch.js'
import { runOnce } from './once.js'

const MIB = 1024 * 1024
const bytes = randomBytes(3 * MIB + 17)
const never = new AbortController().signal
let folder: string
let filePath: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-once-'))
  filePath = join(folder, 'film.mkv')
  await writeFile(filePath, bytes)
})
afterAll(() => rm(folder, { recursive: true }))

const answerWithLinks: Reaction = () => ({
  text: 'film.mkv',
  buttons: [
    [
      { text: 'Download', url: 'http://bot.test/dl/token' },
      { text: 'Stream', url: 'http://bot.test/stream/token' },
    ],
  ],
})

function run({
  fetch = fileFetch({ bytes, name: 'film.mkv' }),
  react = answerWithLinks,
  path = filePath,
  signal = never,
}) {
  return runOnce({ chat: new FakeChat(react), fetch, filePath: path, seed: 1, say: () => {}, signal })
}

it('reports sizes and ranges when everything arrives as it was sent', async () => {
  await expect(run({})).resolves.toMatchObject({ sizeBytes: bytes.length, ranges: 32 })
})

it('takes an empty file: nothing to range over, all else the same', async () => {
  const path = join(folder, 'empty')
  await writeFile(path, '')
  const fetch = fileFetch({ bytes: Buffer.alloc(0), name: 'empty' })
  await expect(run({ path, fetch })).resolves.toMatchObject({ sizeBytes: 0, ranges: 0 })
})

describe('fails, saying what differs, when', () => {
  const good = fileFetch({ bytes, name: 'film.mkv' })

  it('one byte of the whole download is another', async () => {
    await expect(run({ fetch: corrupting(good, (range) => range === null) })).rejects.toThrow('SHA-256 of the download')
  })

  it('one byte of one range is another', async () => {
    const fetch = corrupting(good, (range) => range === 'bytes=0-0')
    await expect(run({ fetch })).rejects.toThrow('bytes=0-0 differs from the file at byte 0')
  })

  it('the download is short', async () => {
    const fetch = fileFetch({ bytes: bytes.subarray(1), name: 'film.mkv' })
    await expect(run({ fetch })).rejects.toThrow(`Content-Length of the download is ${bytes.length - 1}`)
  })

  it('the name is another', async () => {
    await expect(run({ fetch: fileFetch({ bytes, name: 'x.mkv' }) })).rejects.toThrow('x.mkv instead of film.mkv')
  })

  it('ranges are ignored', async () => {
    const fetch: typeof globalThis.fetch = (input, init) =>
      good(
        input,
        new Headers(init?.headers).get('range')?.startsWith(`bytes=${bytes.length}`) ? init : { ...init, headers: {} },
      )
    await expect(run({ fetch })).rejects.toThrow(/the status of bytes=.* is 200 instead of 206/)
  })

  it('the bot refuses the file', async () => {
    const react: Reaction = () => ({ text: 'This file is too large' })
    await expect(run({ react })).rejects.toThrow('the bot\'s answer has no /dl/ link: "This file is too large"')
  })

  it('the bot does not answer', async () => {
    const signal = AbortSignal.abort()
    await expect(run({ react: () => null, signal })).rejects.toThrow()
  })

  it('there is no such file', async () => {
    await expect(run({ path: join(folder, 'missing') })).rejects.toThrow('missing is not a file that can be read')
  })
})
