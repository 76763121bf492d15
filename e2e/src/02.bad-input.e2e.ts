/** What outsiders get for bad tokens, bad ranges and files that are gone; and that it costs Telegram nothing. */
import { Writable } from 'node:stream'
import { createLoggers } from 'streambot'
import { describe, expect, it } from 'vitest'
import { TestServer } from './test-server.js'

describe('a link', () => {
  it('that is unknown, altered, truncated or overlong is 404 and asks Telegram nothing', async () => {
    const server = await TestServer.create({ workers: 1 })
    const { download } = await server.linkSynthetic(1000)
    const token = /\/dl\/([\w-]{52})/.exec(download)?.[1] ?? ''
    expect(token).toHaveLength(52)
    const before = lookups(server)
    const swapped = token[20] === 'x' ? 'y' : 'x'
    const forged = [
      token.slice(0, 20) + swapped + token.slice(21),
      token.slice(0, -1),
      `${token}A`,
      'A'.repeat(52),
      'x',
      'A'.repeat(4000),
      `${token.slice(0, -1)}%00`,
      '..%2f..%2fetc%2fpasswd',
      encodeURIComponent('💥'),
    ]
    for (const bad of forged) {
      for (const route of ['dl', 'stream']) {
        const response = await fetch(`${server.baseUrl}/${route}/${bad}`, { headers: { accept: 'application/json' } })
        expect(response.status).toBe(404)
        expect(await response.json()).toMatchObject({ code: expect.any(String) as string })
      }
    }
    expect(lookups(server)).toEqual(before)
  })

  it('whose range cannot be satisfied is 416 and says how long the file is; a malformed range is ignored', async () => {
    const server = await TestServer.create({ workers: 1 })
    const { download } = await server.linkSynthetic(1000)
    for (const range of ['bytes=1000-', 'bytes=-0', 'bytes=99999999999999999999-']) {
      const response = await fetch(download, { headers: { range } })
      expect([range, response.status, response.headers.get('content-range')]).toEqual([range, 416, 'bytes */1000'])
      await response.arrayBuffer()
    }
    for (const range of ['bytes=5-2', 'lines=1-2', 'bytes=a-b', 'bytes', 'bytes=--5']) {
      const response = await fetch(download, { headers: { range } })
      expect([range, response.status]).toEqual([range, 200])
      expect((await response.arrayBuffer()).byteLength).toBe(1000)
    }
  })

  it('whose message was deleted is 404 and leaves a line in the log', async () => {
    const lines: string[] = []
    const server = await TestServer.create({ workers: 1, start: { loggers: loggersInto(lines) } })
    // Nobody has looked at its bytes, so nobody knows where they are.
    const { download } = await server.linkSynthetic(1000, { mimeType: 'video/mp4' })
    server.deleteCopies()
    const response = await fetch(download)
    expect(response.status).toBe(404)
    await expect.poll(() => lines.join('')).toMatch(/The file of a link is gone|was deleted from the log channel/)
  })

  it('whose message was deleted is 404 also where its bytes were read before: Telegram tells of what is deleted', async () => {
    const lines: string[] = []
    const server = await TestServer.create({ workers: 1, start: { loggers: loggersInto(lines) } })
    const { download } = await server.linkSynthetic(100_000)
    expect((await fetch(download)).status).toBe(200)
    server.deleteCopies()
    await expect.poll(() => lines.join('')).toContain('was deleted from the log channel: 1 links have ended')
    expect((await fetch(download)).status).toBe(404)
  })

  it('that has expired is 410', async () => {
    let nowMs = Date.now()
    const server = await TestServer.create({
      workers: 1,
      env: { LINK_EXPIRY_SECONDS: '60' },
      start: { clock: { now: () => nowMs } },
    })
    const { download } = await server.linkSynthetic(1000)
    expect((await fetch(download)).status).toBe(200)
    nowMs += 61_000
    expect((await fetch(download)).status).toBe(410)
  })
})

describe('a file', () => {
  it('above the size limit is refused with the limit and not copied to the log channel', async () => {
    const server = await TestServer.create({ workers: 0, env: { MAX_FILE_SIZE_BYTES: '1048576' } })
    const file = server.sim.world.putSyntheticFile(2_000_000, 'seed')
    const answer = await server.ask({ media: file.id })
    expect(answer.text).toContain('files up to 1 MiB')
    expect(server.sim.counters.read().calls['messages.forwardMessages']).toBeUndefined()
  })

  it('that cannot be stored gets an apology with an id that is in the log', async () => {
    const lines: string[] = []
    const server = await TestServer.create({ workers: 0, start: { loggers: loggersInto(lines) } })
    server.sim.world.promote(server.logChannel.id, server.bot.id, [])
    const file = server.sim.world.putSyntheticFile(1000, 'seed')
    const answer = await server.ask({ media: file.id })
    const errorId = /error ([0-9a-f]{8})/.exec(answer.text)?.[1] ?? 'none'
    expect(answer.text).toContain('needs its owner')
    expect(lines.join('')).toContain(errorId)
    expect(lines.join('')).toContain('give it the right to post messages')
  })
})

/** Calls a link could cause; the bot's answer may still be on its way. */
function lookups(server: TestServer): [string, number][] {
  return Object.entries(server.sim.counters.read().calls).filter(([method]) => /^(upload|channels)\./.test(method))
}

function loggersInto(lines: string[]) {
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString())
      done()
    },
  })
  return createLoggers({ level: 'trace', format: 'json', secrets: [], destination })
}
