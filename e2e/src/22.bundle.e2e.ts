/** What the build makes of the pages' sources: all that each page loads before it shows anything, and how much that is. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Parts {
  readonly script: string
  readonly style: string
  readonly icon: string
  readonly lazy: string[]
}

interface Pages {
  readonly player: Parts
  readonly dashboard: Parts
  readonly files: readonly string[]
}

const BUDGET_BYTES = 90 * 1024
const DASHBOARD_BUDGET_BYTES = 60 * 1024
/** What is loaded when somebody asks for the tracks of a film, and what feeds a film to the browser. */
const TRACKS_BUDGET_BYTES = 12 * 1024
const FEEDING_BUDGET_BYTES = 90 * 1024
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

  it('has a dashboard of one script and one style, of 60 KiB together when compressed, and nothing of it in the player', async () => {
    const { script, style, lazy } = pages.dashboard
    const sizes = await Promise.all([script, style].map(async (name) => (await stat(join(folder, `${name}.gz`))).size))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeLessThanOrEqual(DASHBOARD_BUDGET_BYTES)
    expect(total).toBeGreaterThan(30 * 1024)
    expect(lazy).toEqual([])
    const [dashboard, player] = await Promise.all(
      [script, pages.player.script].map(async (name) => String(await read(name))),
    )
    // Of Preact and of uPlot, whatever their names are made into.
    for (const sign of ['dangerouslySetInnerHTML', 'u-cursor']) {
      expect(dashboard).toContain(sign)
      expect(player).not.toContain(sign)
    }
    expect(dashboard).not.toMatch(/\bimport\s*["'{(]/)
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

  it('looks into films with 12 KiB more, and feeds them with another 90, of which nothing is loaded before', async () => {
    const sizeOf = async (part: string) => {
      const name = pages.player.lazy.find((lazy) => lazy.startsWith(`${part}-`)) ?? ''
      return (await stat(join(folder, `${name}.gz`))).size
    }
    const tracks = (await sizeOf('open-tracks')) + (await sizeOf('http-reader'))
    expect(tracks).toBeLessThanOrEqual(TRACKS_BUDGET_BYTES)
    expect(tracks).toBeGreaterThan(4 * 1024)
    const feeding = await sizeOf('fed-film')
    expect(feeding).toBeLessThanOrEqual(FEEDING_BUDGET_BYTES)
    expect(feeding).toBeGreaterThan(30 * 1024)
    const script = (await read(pages.player.script)).toString()
    expect(script).not.toContain('appendBuffer')
    // Its licence asks for that.
    const name = pages.player.lazy.find((lazy) => lazy.startsWith('fed-film-')) ?? ''
    expect((await read(name)).toString()).toContain('subject to the terms of the Mozilla Public')
  })

  it('has a nonce in every style that its elements bring', async () => {
    const script = (await read(pages.player.script)).toString()
    expect(script.match(/<style nonce="\$\{\w+\.styleNonce\}">/g)?.length).toBeGreaterThan(10)
    expect(script).not.toMatch(/<style>/)
  })
})
