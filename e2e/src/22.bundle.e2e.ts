/** What the build makes of the player's sources: all that the page loads before it shows anything, and how much that is. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Pages {
  readonly player: { readonly script: string; readonly style: string; readonly icon: string; readonly lazy: string[] }
  readonly files: readonly string[]
}

const BUDGET_BYTES = 90 * 1024
const BUILD = fileURLToPath(new URL('../../packages/web/bundle.mjs', import.meta.url))

describe('the player as it is built', () => {
  let folder = ''
  let pages: Pages
  const read = (name: string) => readFile(join(folder, name))

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streambot-pages-'))
    await promisify(execFile)(process.execPath, [BUILD, folder], { timeout: 60_000 })
    pages = JSON.parse((await read('pages.json')).toString()) as Pages
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('needs one script and one style, of 90 KiB together when compressed, before its lazy parts', async () => {
    const { script, style } = pages.player
    const sizes = await Promise.all([script, style].map(async (name) => (await stat(join(folder, `${name}.gz`))).size))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeLessThanOrEqual(BUDGET_BYTES)
    // Not an empty file, which would fit as well.
    expect(total).toBeGreaterThan(30 * 1024)
    expect((await read(script)).toString()).not.toMatch(/\bimport\s*["'{]/)
  })

  it('has each file in every form, all of the same content, under a name that tells it', async () => {
    expect(pages.files.length).toBeGreaterThan(5)
    for (const name of pages.files) {
      expect(name).toMatch(/-[\w-]{8}\.(js|css|svg)$/)
      const plain = await read(name)
      expect(gunzipSync(await read(`${name}.gz`)).equals(plain)).toBe(true)
      expect(brotliDecompressSync(await read(`${name}.br`)).equals(plain)).toBe(true)
    }
  })

  it('loads its lazy parts from beside itself', async () => {
    const script = (await read(pages.player.script)).toString()
    for (const part of ['qr-code', 'parse-subtitles', 'text-view', 'image-view', 'pdf-view']) {
      const name = pages.player.lazy.find((lazy) => lazy.startsWith(part))
      expect(script).toContain(`import(\`./${name}\`)`)
    }
  })

  it('has a nonce in every style that its elements bring', async () => {
    const script = (await read(pages.player.script)).toString()
    expect(script.match(/<style nonce="\$\{\w+\.styleNonce\}">/g)?.length).toBeGreaterThan(10)
    expect(script).not.toMatch(/<style>/)
  })
})
