/** What Telegram does on a bad day, and a download that is exact or honestly cut all the same. */
import type { Account } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { TestServer } from './test-server.js'

const MIB = 1024 * 1024

/** Downloads a file whole, having scripted a fault. */
async function downloadThrough(script: () => unknown, file: { download: string; bytes: Buffer }): Promise<void> {
  script()
  const response = await fetch(file.download)
  expect(response.status).toBe(200)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(bytes.equals(file.bytes)).toBe(true)
}

/** A worker that is slow, or it may have read everything before the one that a test is about is asked. */
function slowDown({ sim }: TestServer, slow: Account | undefined): void {
  sim.faults.slowAnswer(200, { accountId: slow?.id, method: 'upload.getFile', times: 'every' })
}

describe('a download is exact', () => {
  it('when a worker is told to wait: its part goes to another one', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(24 * MIB)
    const [first, other] = server.workers
    slowDown(server, other)
    await downloadThrough(
      () => server.sim.faults.floodWait(600, { accountId: first?.id, method: 'upload.getFile', nth: 2 }),
      file,
    )
  })

  it('when the only worker is told to wait: the primary serves meanwhile', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(6 * MIB)
    const [worker] = server.workers
    await downloadThrough(
      () => server.sim.faults.floodWait(600, { accountId: worker?.id, method: 'upload.getFile', nth: 2 }),
      file,
    )
  })

  it('when every one of many workers is told to wait', async () => {
    const server = await TestServer.create({ workers: 10 })
    const file = await server.linkSynthetic(100_000)
    await downloadThrough(() => {
      for (const { id } of server.workers) server.sim.faults.floodWait(600, { accountId: id, method: 'upload.getFile' })
    }, file)
  })

  it('when a worker is sent away for being no premium account', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(6 * MIB)
    await downloadThrough(() => server.sim.faults.floodPremiumWait(60, { nth: 3 }), file)
  })

  it('when file references expire on the way', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(6 * MIB)
    await downloadThrough(() => server.sim.faults.fileReferenceExpired({ nth: 3, times: 2 }), file)
    await downloadThrough(() => server.sim.world.expireFileReferences(file.fileId), file)
  })

  it('when Telegram has internal errors', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(6 * MIB)
    await downloadThrough(() => server.sim.faults.internal({ method: 'upload.getFile', nth: 2, times: 3 }), file)
  })

  it('when connections drop in the middle of a part', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(6 * MIB)
    await downloadThrough(() => server.sim.faults.dropConnection({ method: 'upload.getFile', nth: 3 }, 100_000), file)
  })

  it('when one of two workers is banned', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(24 * MIB)
    const [banned, other] = server.workers
    slowDown(server, other)
    await downloadThrough(
      () => server.sim.faults.userDeactivatedBan({ accountId: banned?.id, method: 'upload.getFile' }),
      file,
    )
    const health = await fetch(`${server.baseUrl}/healthz`)
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: 'ok', reasons: ['1 of 3 Telegram clients: banned'] },
    ])
  })

  it('when answers are slow', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(6 * MIB)
    await downloadThrough(() => server.sim.faults.slowAnswer(300, { method: 'upload.getFile', nth: 2, times: 4 }), file)
  })
})

describe('a download is cut', () => {
  it('when Telegram answers short parts, instead of passing wrong bytes off as the file', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(6 * MIB)
    server.sim.faults.shortBytes(1000, { nth: 4 })
    const response = await fetch(file.download)
    await expect(response.arrayBuffer()).rejects.toThrow()
  })

  it('and Telegram neither is asked nor sends any more when the reader leaves', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(64 * MIB)
    const abort = new AbortController()
    // Slow, and yet no straggler that would be asked for twice.
    const slow = server.sim.faults.slowAnswer(300, { method: 'upload.getFile', nth: 4, times: 'every' })
    const response = await fetch(file.download, { signal: abort.signal })
    const ended = response.arrayBuffer().catch(() => 'left')
    await expect.poll(() => slow.fired).toBeGreaterThan(0)
    abort.abort()
    expect(await ended).toBe('left')
    const other = await server.linkSynthetic(4096)
    const before = { asked: slow.fired, bytes: server.sim.counters.read().bytesByFile[file.fileId] }
    // Answered after all that was under way: parts that were not given up would have been sent by then.
    expect((await fetch(other.download)).status).toBe(200)
    expect(slow.fired).toBe(before.asked + 1)
    expect(server.sim.counters.read().bytesByFile[file.fileId]).toBe(before.bytes)
  })
})
