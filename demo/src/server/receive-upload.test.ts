import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { receiveUpload, TooLargeError } from './receive-upload.js'

const never = new AbortController().signal
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-upload-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('writes the body to disk, up to the very limit', async () => {
  const path = join(folder, 'whole')
  await receiveUpload(Readable.from([Buffer.from('abc'), Buffer.from('def')]), path, 6, never)
  expect(await readFile(path, 'utf8')).toBe('abcdef')
  await rm(path)
})

it('leaves nothing behind when the body is too large, breaks off or is no longer wanted', async () => {
  const path = join(folder, 'partial')
  const body = () => Readable.from([Buffer.from('abc'), Buffer.from('def')])
  await expect(receiveUpload(body(), path, 5, never)).rejects.toThrow(TooLargeError)
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('abc')
      throw await Promise.resolve(new Error('gone'))
    })(),
  )
  await expect(receiveUpload(broken, path, 100, never)).rejects.toThrow('gone')
  await expect(receiveUpload(body(), path, 100, AbortSignal.abort())).rejects.toThrow()
  expect(await readdir(folder)).toEqual([])
})
