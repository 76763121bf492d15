/** Real programs on real links: what they download, resume, cut up, look into and play is what was sent, byte for byte. */
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing, makeVideo, run, sha256, sha256Of, temporaryFolder } from './20.programs.js'
import { TestServer, type FileLinks } from './test-server.js'

const MIB = 1024 * 1024
const SIZE_BYTES = 24 * MIB + 12_345

let server: TestServer
let file: FileLinks & { bytes: Buffer }

beforeAll(async () => {
  server = await TestServer.open({ workers: 2 })
  file = await server.linkSynthetic(SIZE_BYTES, { mimeType: 'application/zip', name: 'Fichier – данные 文件.zip' })
})
afterAll(() => server[Symbol.asyncDispose]())

describe.skipIf(isMissing('curl'))('curl', () => {
  it('downloads a file under its name, also when it says that it could unpack it', async () => {
    const folder = await temporaryFolder()
    await run('curl', '-sS', '--fail', '--compressed', '-J', '-O', '--output-dir', folder, file.download)
    // It reads the name in ASCII.
    const { stdout } = await run('curl', '-sS', '-I', '--fail', file.download)
    const name = /filename="([^"]+)"/.exec(stdout.toString())?.[1] ?? ''
    expect(await sha256Of(join(folder, name))).toBe(sha256(file.bytes))
    expect(stdout.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(stdout.toString()).toMatch(new RegExp(`^content-length: ${SIZE_BYTES}\r$`, 'm'))
  })

  it('goes on where it was cut off', async () => {
    const path = join(await temporaryFolder(), 'part')
    await run('curl', '-sS', '-r', `0-${5 * MIB + 6}`, '-o', path, file.download)
    await run('curl', '-sS', '--fail', '-C', '-', '-o', path, file.download)
    expect(await sha256Of(path)).toBe(sha256(file.bytes))
  })

  it('gets several ranges in one answer', async () => {
    const ranges: [number, number][] = [
      [SIZE_BYTES - 1000, SIZE_BYTES - 1],
      [0, 99],
      [5 * MIB - 10, 7 * MIB],
    ]
    const { stdout } = await run(
      'curl',
      '-sS',
      '-i',
      '--fail',
      '-r',
      ranges.map((range) => range.join('-')).join(),
      file.download,
    )
    const head = stdout.subarray(0, stdout.indexOf('\r\n\r\n')).toString()
    const body = stdout.subarray(head.length + 4)
    expect(head).toMatch(/^HTTP\/1\.1 206 /)
    expect(head).toMatch(new RegExp(`^content-length: ${body.length}\r?$`, 'm'))
    const boundary = /^content-type: multipart\/byteranges; boundary=(\S+)\r?$/m.exec(head)?.[1] ?? ''
    const parts = ranges.flatMap(([start, end], at) => [
      Buffer.from(
        `${at === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: application/zip\r\n` +
          `Content-Range: bytes ${start}-${end}/${SIZE_BYTES}\r\n\r\n`,
      ),
      file.bytes.subarray(start, end + 1),
    ])
    expect(sha256(body)).toBe(sha256(Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)])))
  })

  it('is told that nothing has changed, by tag and by date', async () => {
    const folder = await temporaryFolder()
    const [tag, path] = [join(folder, 'tag'), join(folder, 'file')]
    await run('curl', '-sS', '--fail', '-R', '--etag-save', tag, '-o', path, file.download)
    const again = async (...args: string[]) =>
      (
        await run('curl', '-sS', '-o', '/dev/null', '-w', '%{http_code} %{size_download}', ...args, file.download)
      ).stdout.toString()
    expect(await again('--etag-compare', tag)).toBe('304 0')
    expect(await again('-z', path)).toBe('304 0')
    await writeFile(tag, '"another"')
    expect(await again('--etag-compare', tag)).toBe(`200 ${SIZE_BYTES}`)
    expect(await again('-H', 'If-Match: "another"')).toMatch(/^412 /)
    expect(await again('-r', `${SIZE_BYTES}-`)).toMatch(/^416 /)
  })
})

describe.skipIf(isMissing('wget'))('wget', () => {
  it('goes on where it was cut off, and leaves alone what is whole', async () => {
    const path = join(await temporaryFolder(), 'file')
    await writeFile(path, file.bytes)
    await truncate(path, 7 * MIB + 7)
    const went = await run('wget', '-c', '-nv', '-O', path, file.download)
    expect(went.stderr).not.toMatch(/ERROR/)
    expect(await sha256Of(path)).toBe(sha256(file.bytes))
    await run('wget', '-c', '-nv', '-O', path, file.download)
    expect(await sha256Of(path)).toBe(sha256(file.bytes))
  })
})

describe.skipIf(isMissing('aria2c'))('aria2c', () => {
  it('downloads over sixteen connections', async () => {
    const folder = await temporaryFolder()
    const before = await streamsEnded(server)
    const options = ['-x16', '-s16', '-k1M', '--file-allocation=none', '--no-conf', '-q']
    await run('aria2c', ...options, '-d', folder, '-o', 'file', file.download)
    expect(await sha256Of(join(folder, 'file'))).toBe(sha256(file.bytes))
    await expect.poll(async () => (await streamsEnded(server)) - before).toBeGreaterThanOrEqual(16)
  })
})

/** However they ended: the first one asks for all of the file, and leaves when the others have the rest. */
async function streamsEnded({ baseUrl }: TestServer): Promise<number> {
  const text = await (await fetch(`${baseUrl}/metrics`)).text()
  const counts = [...text.matchAll(/^streambot_streams_ended_total\{.*\} (\d+)$/gm)].map(([, count]) => Number(count))
  return counts.reduce((sum, count) => sum + count, 0)
}

const SECONDS = 20

describe.skipIf(isMissing('ffmpeg', 'ffprobe'))('a video', () => {
  async function linkVideo(isFast: boolean) {
    const path = join(await temporaryFolder(), 'video.mp4')
    await makeVideo(path, SECONDS, isFast)
    const { stream } = await server.link(await readFile(path), { mimeType: 'video/mp4', name: 'Video.mp4' })
    return { path, stream }
  }

  /** The hash of the picture at this moment, as decoded. */
  const pictureAt = async (source: string, second: number) => {
    const seek = ['-ss', String(second), '-i', source, '-frames:v', '1', '-an', '-f', 'framemd5', '-']
    return (await run('ffmpeg', '-hide_banner', '-loglevel', 'error', ...seek)).stdout.toString()
  }

  it.each([
    ['beginning', true],
    ['end', false],
  ])('is looked into and shown from anywhere, with its index at the %s', async (_where, isFast) => {
    const { path, stream } = await linkVideo(isFast)
    const { stdout } = await run(
      'ffprobe',
      '-v',
      'error',
      '-show_entries',
      'format=duration:stream=codec_name',
      '-of',
      'json',
      stream,
    )
    const probed = JSON.parse(stdout.toString()) as { streams: { codec_name: string }[]; format: { duration: string } }
    expect(probed.streams.map((it) => it.codec_name)).toEqual(['h264', 'aac'])
    expect(Number(probed.format.duration)).toBeCloseTo(SECONDS, 0)
    for (const second of [0, 13.4, 19]) {
      const shown = await pictureAt(stream, second)
      expect(shown).toMatch(/\b[0-9a-f]{32}\b/)
      expect(shown).toBe(await pictureAt(path, second))
    }
    // All of it, bit for bit, by the program that cuts most.
    const copied = await run(
      'ffmpeg',
      '-hide_banner',
      '-loglevel',
      'error',
      '-i',
      stream,
      '-c',
      'copy',
      '-f',
      'md5',
      '-',
    )
    const local = await run('ffmpeg', '-hide_banner', '-loglevel', 'error', '-i', path, '-c', 'copy', '-f', 'md5', '-')
    expect(copied.stdout.toString()).toBe(local.stdout.toString())
  })

  it.skipIf(isMissing('mpv'))('is played by mpv from the middle', async () => {
    const { stream } = await linkVideo(false)
    const options = [
      '--no-config',
      '--vo=null',
      '--ao=null',
      '--untimed',
      '--start=15',
      '--length=4',
      '--msg-level=all=info',
    ]
    const { stdout } = await run('mpv', ...options, stream)
    expect(stdout.toString()).toMatch(/Video --vid=1 .*h264/)
    expect(stdout.toString()).toMatch(/Exiting\.\.\. \(End of file\)/)
  })
})
