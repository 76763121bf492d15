/** The main job: a file sent on Telegram becomes a link, and the link gives back exactly that file. */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { TestServer } from './test-server.js'

const MIB = 1024 * 1024
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function download(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

/** Takes a chunk, lets others have their turns, takes the next; leaves after `maxChunks`. @returns the sha256 of what was read */
async function readSlowly(url: string, turnsPerChunk: number, maxChunks = Infinity): Promise<string> {
  const hash = createHash('sha256')
  const [response] = (await once(get(url), 'response')) as [IncomingMessage]
  let chunks = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    hash.update(chunk)
    if (++chunks >= maxChunks) break
    for (let turn = 0; turn < turnsPerChunk; turn++) await nextTurn()
  }
  return hash.digest('hex')
}

describe('a file sent to the bot', () => {
  it('becomes links that give back every byte, whole and in ranges', async () => {
    const server = await TestServer.create()
    const file = await server.linkSynthetic(7 * MIB + 12_345, { name: 'film.mkv', mimeType: 'video/x-matroska' })

    const whole = await download(file.download)
    expect(whole.response.status).toBe(200)
    expect(sha256(whole.bytes)).toBe(sha256(file.bytes))
    expect(whole.response.headers.get('content-disposition')).toBe('attachment; filename="film.mkv"')
    expect(whole.response.headers.get('accept-ranges')).toBe('bytes')

    const ranges: [string, number, number][] = [
      ['0-0', 0, 0],
      [`${MIB - 1}-${MIB}`, MIB - 1, MIB],
      ['4097-5000000', 4097, 5_000_000],
      [`${file.bytes.length - 1}-`, file.bytes.length - 1, file.bytes.length - 1],
      ['-100000', file.bytes.length - 100_000, file.bytes.length - 1],
      ['3000000-99999999999', 3_000_000, file.bytes.length - 1],
    ]
    for (const [range, start, end] of ranges) {
      const part = await download(file.stream, { range: `bytes=${range}` })
      expect(part.response.status).toBe(206)
      expect(part.response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${file.bytes.length}`)
      expect(part.bytes.equals(file.bytes.subarray(start, end + 1))).toBe(true)
    }
  })

  it('is served inline on /stream with its type, and answers HEAD without asking Telegram for bytes', async () => {
    const server = await TestServer.create()
    const file = await server.linkSynthetic(100_000, { kind: 'video', name: 'clip.mp4', mimeType: 'video/mp4' })
    const head = await fetch(file.stream, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(Object.fromEntries(head.headers)).toMatchObject({
      'content-length': '100000',
      'content-type': 'video/mp4',
      'content-disposition': 'inline; filename="clip.mp4"',
    })
    expect(server.sim.counters.read().calls['upload.getFile']).toBeUndefined()
  })

  it('works through the primary alone when there is no worker', async () => {
    const server = await TestServer.create({ workers: 0 })
    const file = await server.linkSynthetic(2 * MIB)
    expect(sha256((await download(file.download)).bytes)).toBe(sha256(file.bytes))
  })

  it('is read by the workers and not by the primary when there are some', async () => {
    const server = await TestServer.create({ workers: 3 })
    const file = await server.linkSynthetic(24 * MIB)
    // Where answers take no time, the first one that is asked could do it all.
    server.sim.faults.slowAnswer(50, { method: 'upload.getFile', times: 'every' })
    await download(file.download)
    const { bytesByAccount } = server.sim.counters.read()
    expect(bytesByAccount[server.bot.id]).toBeUndefined()
    expect(server.workers.filter((worker) => (bytesByAccount[worker.id] ?? 0) > 0)).toHaveLength(3)
  })

  it('is exact for many readers at once, fast, slow and gone half-way', async () => {
    const server = await TestServer.create({ workers: 2 })
    const files = [await server.linkSynthetic(9 * MIB + 1), await server.linkSynthetic(5 * MIB + 7)]
    const random = randomBytes(6 * MIB)
    const expected = new Map(files.map((file) => [file.download, sha256(file.bytes)]))
    expected.set((await server.link(random)).download, sha256(random))
    const readers = [...expected].flatMap(([url, hash]) =>
      [0, 1, 20].map(async (turnsPerChunk) => {
        const leaving = readSlowly(url, turnsPerChunk, 2)
        expect(await readSlowly(url, turnsPerChunk)).toBe(hash)
        await leaving
      }),
    )
    await Promise.all(readers)
  })

  it('works when it lives in another data centre', async () => {
    const server = await TestServer.create({ sim: { dcs: 3 } })
    const file = await server.linkSynthetic(3 * MIB, { dcId: 3 })
    expect(sha256((await download(file.download)).bytes)).toBe(sha256(file.bytes))
    expect(server.sim.counters.read().errors['FILE_MIGRATE_X']).toBeUndefined()
  })

  it('costs one copy to the log channel, without the sender', async () => {
    const server = await TestServer.create()
    await server.linkSynthetic(1000)
    const copies = server.sim.world
      .readChat(server.logChannel.creatorId, { type: 'channel', id: server.logChannel.id })
      .filter((message) => !message.service)
    expect(copies).toHaveLength(1)
    expect(copies[0]).toMatchObject({ forwardedFrom: null, media: { sizeBytes: 1000 } })
  })
})

describe('any kind of media', () => {
  it.each(['document', 'video', 'audio', 'voice', 'animation', 'sticker', 'videoNote'] as const)(
    'a %s becomes a link to its exact bytes',
    async (kind) => {
      const server = await TestServer.create({ workers: 1 })
      const file = await server.linkSynthetic(300_001, { kind })
      expect(sha256((await download(file.download)).bytes)).toBe(sha256(file.bytes))
    },
  )

  it('a photo becomes a link to its largest size', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(180_000, { kind: 'photo' })
    const { response, bytes } = await download(file.stream)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(sha256(bytes)).toBe(sha256(file.bytes))
  })

  it('an empty file becomes a link to nothing, without a call for bytes', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.link(new Uint8Array(0), { name: 'empty.txt', mimeType: 'text/plain' })
    const { response, bytes } = await download(file.download)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe('0')
    expect(bytes).toHaveLength(0)
    expect(server.sim.counters.read().calls['upload.getFile']).toBeUndefined()
  })

  it('a name of 300 emoji with quotes and line breaks is kept as far as file systems can hold it', async () => {
    const server = await TestServer.create({ workers: 1 })
    const name = `"\n${'😀'.repeat(300)}\r\n".mp4`
    const file = await server.linkSynthetic(1000, { name, mimeType: 'video/mp4' })
    const { response, bytes } = await download(file.download)
    expect(bytes.equals(file.bytes)).toBe(true)
    const disposition = response.headers.get('content-disposition') ?? ''
    const saved = decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(disposition)?.[1] ?? '')
    expect(saved).toMatch(/😀{20,}.*\.mp4$/u)
    expect(Buffer.byteLength(saved)).toBeLessThanOrEqual(255)
    expect(file.answer.text).toContain('😀😀😀')
  })

  it('a file without a name gets one a person would give it', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(1000, { kind: 'video', name: null, mimeType: 'video/mp4' })
    const { response } = await download(file.download)
    expect(response.headers.get('content-disposition')).toMatch(/filename="video_\d{4}-\d\d-\d\d_.*\.mp4"/)
  })
})

describe('the bot', () => {
  it('is found by whoever opens the bare address of the server', async () => {
    const server = await TestServer.create()
    const page = await fetch(server.baseUrl)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('href="https://t.me/links_bot"')
  })

  it('greets, explains, and hints', async () => {
    const server = await TestServer.create({ workers: 0 })
    expect((await server.ask({ text: '/start' })).text).toContain('Hello Ada')
    expect((await server.ask({ text: '/help' })).text).toContain('Anyone who has a link')
    expect((await server.ask({ text: 'what?' })).text).toContain('Send me a file')
  })

  it('answers with name, size and buttons that open the links', async () => {
    const server = await TestServer.create({ workers: 0 })
    const file = await server.linkSynthetic(1_500_000, { name: 'a <b> & c.bin' })
    expect(file.answer.text).toContain('1.4 MiB')
    expect(file.answer.text.split('\n')[0]).toMatch(/& c\.bin$/)
    const [open, ...others] = file.answer.buttons
    expect(open).toEqual([
      { text: 'Download', url: file.download },
      { text: 'Open', url: file.stream.replace('/stream/', '/watch/') },
    ])
    expect(others.flat().map(({ text }) => text)).toEqual(['Copy link', 'Share', 'Revoke', 'Expiry', 'Password'])
  })
})
