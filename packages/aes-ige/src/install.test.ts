import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../install.mjs', import.meta.url))
const root = await mkdtemp(join(tmpdir(), 'aes-ige-install-'))
afterAll(() => rm(root, { recursive: true }))

/** Rejects when the script exits with anything but 0. */
async function install(compiler: string): Promise<{ output: string; folder: string }> {
  const folder = await mkdtemp(join(root, 'build-'))
  const env = { ...process.env, CC: compiler }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, folder], { env })
  return { output: stdout + stderr, folder }
}

describe('installing never fails', () => {
  it.each([
    ['/bin/false', 'ended with 1'],
    ['no-such-compiler', 'is not installed'],
    ['/bin/true', 'ended with 1'],
  ])('with the compiler %s it says so in one line and leaves nothing behind', async (compiler, reason) => {
    const { output, folder } = await install(compiler)
    expect(output).toContain(reason)
    expect(output).toMatch(/^aes-ige: no native addon \(.*\); WebAssembly will be used, which is slower\n$/)
    expect(await readdir(folder)).toEqual([])
  })
})

describe.skipIf(!existsSync('/usr/bin/cc'))('where there is a compiler', () => {
  it('builds the addon', async () => {
    const { output, folder } = await install('cc')
    expect(output).toMatch(/^aes-ige: (native addon built|no native addon)/)
    if (output.includes('native addon built')) expect(await readdir(folder)).toEqual(['aes-ige.node'])
  })
})
