import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chooseAesIge } from './choose.js'
import { initialiseAesIge } from './index.js'

const folder = await mkdtemp(join(tmpdir(), 'aes-ige-'))
afterAll(() => rm(folder, { recursive: true }))

async function addonFile(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('falls back to WebAssembly and says why', () => {
  it('when the addon was never built', async () => {
    const ige = await chooseAesIge('native', join(folder, 'missing.node'))
    expect(ige.kind).toBe('wasm')
    expect(ige.reason).toMatch(/^no native addon: .*missing\.node/)
    expect(ige.encrypt(new Uint8Array(16), new Uint8Array(32), new Uint8Array(32))).toHaveLength(16)
  })

  it('when the file is not a shared library', async () => {
    const ige = await chooseAesIge('native', await addonFile('broken.node', 'not a library'))
    expect(ige.kind).toBe('wasm')
    expect(ige.reason).toMatch(/^no native addon: .+/)
  })

  // A module in JavaScript loads the same way, which lets these stand in for addons of other machines.
  it.each([
    ['the CPU lacks the instructions', 'exports.supported = false', 'this CPU has no AES instructions'],
    ['it is some other addon', 'module.exports = 42', 'another addon'],
    ['it lacks a function', 'exports.supported = true', 'lacks a function'],
    [
      'it was built from older sources',
      'exports.supported = true; exports.encrypt = exports.decrypt = (data) => data',
      'built from older sources',
    ],
    [
      'it miscomputes',
      'exports.supported = true; exports.encrypt = exports.decrypt = exports.decryptMany = (data, key, iv, out) => out',
      'computes wrong results',
    ],
  ])('when %s', async (_, source, reason) => {
    const ige = await chooseAesIge('native', await addonFile(`stand-in-${source.length}.cjs`, source))
    expect(ige.kind).toBe('wasm')
    expect(ige.reason).toContain(reason)
  })
})

it('leaves the addon alone when WebAssembly is preferred', async () => {
  expect(await initialiseAesIge({ prefer: 'wasm' })).toMatchObject({
    kind: 'wasm',
    reason: 'WebAssembly was asked for',
  })
})

it('always finds an implementation', async () => {
  expect(['native', 'wasm']).toContain((await initialiseAesIge()).kind)
})
