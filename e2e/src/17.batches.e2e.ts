/** Several files in one link: a page, a playlist, and archives of any size that are downloaded, cut off, resumed and unpacked. */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  downloadAndLeave,
  isProgramMissing,
  makeBatch,
  resumeDownload,
  shell,
  unpackWhileResuming,
} from './17.downloads.js'
import { ADMIN, ban } from './link-owner.js'
import { read, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const MB = 1_000_000

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'streambot-17-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size
}

describe('a batch of three files', () => {
  it('is a page, and a playlist whose every line plays', async () => {
    const server = await TestServer.create({ workers: 2 })
    const files = [
      { name: 'Part 1.mkv', sizeBytes: 3 * MB },
      { name: 'Notes.pdf', sizeBytes: 70_000, mimeType: 'application/pdf' },
      { name: 'Teil 2 – Ü.mp4', sizeBytes: 2 * MB, mimeType: 'video/mp4' },
    ]
    const batch = await makeBatch(server, files)
    const page = await read(batch.pageUrl, BROWSER)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    for (const { name } of files) expect(page.body.toString()).toContain(`<b>${name}</b>`)
    const head = await fetch(batch.pageUrl, { method: 'HEAD' })
    expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0])

    const hrefs = [...page.body.toString().matchAll(/href="([^"]+)"/g)].map(
      ([, href]) => new URL(href!, batch.pageUrl).href,
    )
    expect(hrefs.slice(0, 3)).toEqual([batch.playlistUrl, batch.zipUrl, batch.tarUrl])
    for (const href of hrefs.slice(3)) expect([href, await verdict(href)]).toEqual([href, '200'])

    const playlist = await read(batch.playlistUrl ?? '')
    expect(playlist.headers.get('content-type')).toBe('audio/x-mpegurl; charset=utf-8')
    const lines = playlist.body.toString().split('\n')
    expect(lines.filter((line) => line.startsWith('#EXTINF'))).toHaveLength(2)
    const played = lines.filter((line) => line.startsWith('http'))
    for (const [at, url] of [
      [0, played[0]!],
      [2, played[1]!],
    ] as const) {
      const part = await read(url, { range: 'bytes=1000000-1000999' })
      expect([part.status, part.body.equals(await batch.bytes(at, 1_000_000, 1000))]).toEqual([206, true])
    }
  })

  it('is over when it is revoked or its owner is banned; its links go by their own rules', async () => {
    const server = await TestServer.create({ workers: 1 })
    const batch = await makeBatch(server, [
      { name: 'a.mkv', sizeBytes: 1000 },
      { name: 'b.mkv', sizeBytes: 1000 },
    ])
    await server.operations.revokeLink(ADMIN, batch.linkIds[0]!)
    const page = (await read(batch.pageUrl, BROWSER)).body.toString()
    expect([page.includes('a.mkv'), page.includes('b.mkv')]).toEqual([false, true])
    const own = /href="(\.\.\/dl\/[^"]+)"/.exec(page)?.[1] ?? ''
    await ban(server, server.ada.id)
    for (const url of [batch.pageUrl, batch.zipUrl, batch.tarUrl, batch.playlistUrl!]) {
      expect(await verdict(url)).toBe('403 link_banned')
    }
    await server.operations.unbanUser(ADMIN, server.ada.id)
    expect(await server.operations.revokeBatch(ADMIN, batch.batch.id)).toBe(true)
    expect(await verdict(batch.zipUrl)).toBe('404 link_not_found')
    expect(await verdict(new URL(own, batch.pageUrl).href)).toBe('200')
  })
})

describe.skipIf(isProgramMissing)('an archive', () => {
  it(
    'of 5 GB is a TAR that goes on where curl was cut off; once it was read, so does any piece of the ZIP',
    { timeout: 120_000 },
    async () => {
      const server = await TestServer.create({ workers: 3 })
      const files = [
        { name: 'film.mkv', sizeBytes: 2600 * MB },
        { name: 'Serie – Folge 2.mkv', sizeBytes: 2390 * MB },
        { name: 'sound.flac', sizeBytes: 10 * MB + 7, mimeType: 'audio/flac' },
      ]
      const batch = await makeBatch(server, files)
      const head = await fetch(batch.tarUrl, { method: 'HEAD' })
      expect(head.headers.get('accept-ranges')).toBe('bytes')
      expect(Number(head.headers.get('content-length'))).toBeGreaterThan(5000 * MB)
      const unpacked = await unpackWhileResuming(batch.tarUrl, 2900 * MB)
      const expected: string[] = []
      for (const at of files.keys()) expected.push(await batch.sha256(at))
      expect(unpacked).toEqual(expected)

      // The first file of the TAR was read whole, the second in two pieces: its sum went on where it was left.
      await server.restart()
      const zipUrl = linkAt(server, batch.zipUrl)
      const zipHead = await fetch(zipUrl, { method: 'HEAD' })
      const zipSize = Number(zipHead.headers.get('content-length'))
      expect(zipHead.headers.get('accept-ranges')).toBe('bytes')
      expect(zipSize).toBeGreaterThan(2 ** 32)
      const tail = await read(zipUrl, { range: `bytes=-${files[2]!.sizeBytes + 1000}` })
      expect(tail.status).toBe(206)
      const zip = join(await temporaryFolder(), 'batch.zip')
      {
        await using file = await open(zip, 'w')
        await file.write(tail.body, 0, tail.body.length, zipSize - tail.body.length)
      }
      expect(await shell('unzip -l "$0"', zip)).toMatch(/^2600000000 .*film\.mkv\n2390000000 .*Serie – Folge 2\.mkv\n/m)
      expect(await shell('unzip -p "$0" sound.flac | sha256sum', zip)).toContain(expected[2])
    },
  )

  it('as ZIP is downloaded for the first time, cut off, resumed and unpacked', async () => {
    const server = await TestServer.create({ workers: 2 })
    const folder = await temporaryFolder()
    const files = ['a.mkv', 'b.mkv', 'b.mkv'].map((name, at) => ({ name, sizeBytes: 20 * MB + at }))
    const batch = await makeBatch(server, files)
    const first = await fetch(batch.zipUrl, { method: 'HEAD' })
    expect(first.headers.get('accept-ranges')).toBe('none')

    const zip = join(folder, 'batch.zip')
    await downloadAndLeave(batch.zipUrl, 33 * MB, zip)
    await resumeDownload(batch.zipUrl, zip)
    expect(await sizeOf(zip)).toBe(Number(first.headers.get('content-length')))
    expect(await shell('unzip -t "$0"', zip)).toContain('No errors detected')
    const out = join(folder, 'out')
    await mkdir(out)
    await shell('unzip -q "$0" -d "$1"', zip, out)
    expect((await readdir(out)).sort()).toEqual(['a.mkv', 'b (2).mkv', 'b.mkv'])
    for (const [at, name] of ['a.mkv', 'b.mkv', 'b (2).mkv'].entries()) {
      expect([name, sha256(await readFile(join(out, name)))]).toEqual([name, await batch.sha256(at)])
    }

    const again = await fetch(batch.zipUrl, { headers: { range: 'bytes=-22' } })
    expect([again.status, again.headers.get('accept-ranges'), again.headers.get('etag')]).toEqual([
      206,
      'bytes',
      first.headers.get('etag'),
    ])
    await again.arrayBuffer()
  })

  it('as ZIP that nobody has read begins anew where somebody asks for its end', async () => {
    const server = await TestServer.create({ workers: 1 })
    const batch = await makeBatch(server, [
      { name: 'a.mkv', sizeBytes: MB },
      { name: 'b.mkv', sizeBytes: MB },
    ])
    const whole = await read(batch.zipUrl, { range: 'bytes=-100' })
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'none'])
    const end = await read(batch.zipUrl, { range: 'bytes=-100' })
    expect([end.status, end.body.equals(whole.body.subarray(-100))]).toEqual([206, true])
    const tar = await read(batch.tarUrl, { range: 'bytes=512-1023' })
    expect([tar.status, tar.body.equals(await batch.bytes(0, 0, 512))]).toEqual([206, true])
  })
})
