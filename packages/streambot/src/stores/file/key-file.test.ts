import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyFile } from './key-file.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'streambot-keys-'))
})
afterEach(() => rm(directory, { recursive: true }))

const keys = [1, 2].map((id) => ({ id, secret: Uint8Array.from({ length: 32 }, (_, i) => i * id), createdAtMs: id }))

describe('the key file', () => {
  it('gives back what was written, and only its owner can read it', async () => {
    const file = new KeyFile(join(directory, 'data', 'link-keys.json'))
    await file.write([])
    await file.write(keys)
    expect(await file.read()).toEqual(keys)
    expect((await stat(join(directory, 'data', 'link-keys.json'))).mode & 0o077).toBe(0)
    expect(await readdir(join(directory, 'data'))).toEqual(['link-keys.json'])
  })

  it('holds nothing where there is none, or something else', async () => {
    const path = join(directory, 'link-keys.json')
    expect(await new KeyFile(path).read()).toEqual([])
    for (const text of ['', '{', '{}', '[1, null, {"id": 1}]', 'null']) {
      await writeFile(path, text)
      expect(await new KeyFile(path).read()).toEqual([])
    }
  })
})
