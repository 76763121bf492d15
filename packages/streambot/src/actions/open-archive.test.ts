import { describe, expect, it } from 'vitest'
import { crc32 } from 'node:zlib'
import { UNRESTRICTED } from '../core/link.js'
import { FLOOR_BYTES } from '../streaming/part-charge.js'
import { BatchWorld, type MadeUpFile } from './batches.fixture.js'
import { banOf, NOW_MS } from './links.fixture.js'
import type { OpenedArchive } from './open-archive.js'

const MIB = 1024 * 1024

const files: MadeUpFile[] = [
  { name: 'film.mkv', content: patternOf(3 * MIB + 5, 1) },
  { name: 'notes.txt', content: patternOf(300, 2) },
  { name: 'notes.txt', content: patternOf(0, 3) },
  { name: 'sound.flac', content: patternOf(MIB, 4) },
]

function patternOf(sizeBytes: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 31 + (at >> 8) + seed * 7) & 0xff)
}

/** The names that the local headers of a ZIP have. */
function namesIn(zip: Buffer): string[] {
  const names: string[] = []
  for (let at = zip.indexOf('PK\x03\x04'); at >= 0; at = zip.indexOf('PK\x03\x04', at + 1)) {
    names.push(zip.toString('utf8', at + 30, at + 30 + zip.readUInt16LE(at + 26)))
  }
  return names
}

function rangeFrom(archive: OpenedArchive, start: number) {
  return { start, end: archive.sizeBytes - 1 }
}

describe.each(['zip', 'tar'] as const)('an archive of a batch, as %s', (format) => {
  it('holds its files in their order, is as long as it says, and the same each time', async () => {
    const world = new BatchWorld(files)
    const archive = await world.archive(format)
    const bytes = await world.bytes(archive)
    expect(bytes.byteLength).toBe(archive.sizeBytes)
    let from = 0
    for (const { content } of files) {
      const at = bytes.indexOf(Buffer.from(content), from)
      expect(at).toBeGreaterThanOrEqual(from)
      from = at + content.byteLength
    }
    const again = await world.archive(format)
    expect(again.identity).toBe(archive.identity)
    expect((await world.bytes(again)).equals(bytes)).toBe(true)
  })

  it('goes on where somebody was cut off, also before all of it was ever read', async () => {
    const whole = await new BatchWorld(files).archive(format)
    const bytes = await new BatchWorld(files).bytes(whole)
    for (const at of [0, 1, 100, MIB, 3 * MIB + 50, 3 * MIB + 400, bytes.length - 1100, bytes.length - 5]) {
      const world = new BatchWorld(files)
      const begun = await world.archive(format)
      if (at > 0) await world.bytes(begun, { start: 0, end: at - 1 })
      const resumed = await world.archive(format)
      expect(resumed.hasRange(rangeFrom(resumed, at))).toBe(true)
      expect((await world.bytes(resumed, rangeFrom(resumed, at))).equals(bytes.subarray(at))).toBe(true)
    }
  })

  it('opens one file at a time, each when its turn comes, and holds nothing when it is over', async () => {
    const world = new BatchWorld(files)
    const shown: string[] = []
    world.onRead = () => {
      shown.push(...world.streams.list().map(({ linkId }) => linkId))
      expect(world.budget.numbers().streams).toBe(1)
    }
    await world.bytes(await world.archive(format))
    expect(world.read).toEqual([100, 101, 103])
    expect([...new Set(shown)]).toEqual([0, 1, 3].map((at) => world.made[at]!.id))
    expect(world.budget.numbers()).toMatchObject({ streams: 0, heldBytes: 0 })
  })

  it('counts each of its links as read', async () => {
    const world = new BatchWorld(files)
    await world.bytes(await world.archive(format))
    await world.accesses.flush()
    const counted = world.links.recorded.filter(({ downloads }) => downloads === 1).map(({ linkId }) => linkId)
    expect(counted).toEqual([0, 1, 3].map((at) => world.made[at]!.id))
  })

  it('is begun for nobody while there is no room, and once begun turns nobody away between two files', async () => {
    const world = new BatchWorld(files)
    const archive = await world.archive(format)
    world.budget.isClosed = true
    await expect(world.bytes(archive)).rejects.toMatchObject({ code: 'too_many_streams' })
    world.budget.isClosed = false
    world.onRead = () => void (world.budget.isClosed = true)
    expect((await world.bytes(archive)).byteLength).toBe(archive.sizeBytes)
  })

  it('needs no more than the smallest part that a stream is promised', async () => {
    const world = new BatchWorld(files, { limitBytes: 2 * FLOOR_BYTES })
    const archive = await world.archive(format)
    expect((await world.bytes(archive)).byteLength).toBe(archive.sizeBytes)
  })

  it.each<[string, (world: BatchWorld) => void, string]>([
    ['is revoked', (world) => world.change(3, { revokedAtMs: NOW_MS }), 'link_not_found'],
    ['is forgotten', (world) => world.change(3, undefined), 'link_not_found'],
    ['expires', (world) => world.change(3, { expiresAtMs: NOW_MS }), 'link_expired'],
    [
      'gets a password',
      (world) => world.change(3, { restrictions: { ...UNRESTRICTED, passwordHash: 'x' } }),
      'password_required',
    ],
    [
      'is bound to other addresses',
      (world) => world.change(3, { restrictions: { ...UNRESTRICTED, addresses: ['::1'] } }),
      'address_not_allowed',
    ],
    ['loses its file', (world) => world.lost.add(103), 'file_gone'],
    ['has an owner who is banned', (world) => world.bans.bans.set(7, banOf(7)), 'link_banned'],
    ['is in a batch that is revoked', (world) => world.changeBatch({ revokedAtMs: NOW_MS }), 'link_not_found'],
  ])('breaks off before a link that meanwhile %s', async (_, happen, code) => {
    const world = new BatchWorld(files)
    const archive = await world.archive(format)
    world.onRead = (logMessageId) => {
      if (logMessageId === 101) happen(world)
    }
    await expect(world.bytes(archive)).rejects.toMatchObject({ code })
    expect(world.budget.numbers()).toMatchObject({ streams: 0, heldBytes: 0 })
    expect(archive.current.logMessageId).toBe(103)
  })

  it('goes on with the links it has while the database is away', async () => {
    const world = new BatchWorld(files)
    const archive = await world.archive(format)
    world.onRead = () => world.goAway()
    expect((await world.bytes(archive)).byteLength).toBe(archive.sizeBytes)
  })

  it('frees what it holds when its reader leaves, or is made to', async () => {
    const world = new BatchWorld(files)
    const stop = new AbortController()
    world.onRead = (logMessageId) => {
      if (logMessageId === 101) stop.abort(new Error('left'))
    }
    await expect(world.bytes(await world.archive(format), undefined, stop)).rejects.toThrow('left')
    expect(world.budget.numbers()).toMatchObject({ streams: 0, heldBytes: 0 })
  })

  it('is no longer the same once a link is gone, or has another name or order', async () => {
    const world = new BatchWorld(files)
    const all = await world.archive(format)
    world.change(1, { revokedAtMs: 1 })
    const fewer = await world.archive(format)
    const renamed = new BatchWorld([{ ...files[0]!, name: 'other.mkv' }, ...files.slice(1)])
    const reversed = new BatchWorld([...files].reverse())
    const identities = [all, fewer, await renamed.archive(format), await reversed.archive(format)].map(
      (it) => it.identity,
    )
    expect(new Set(identities).size).toBe(4)
    expect([all.isComplete, fewer.isComplete]).toEqual([true, false])
  })

  it('leaves out what opens at its own address only, and is none where nothing is left', async () => {
    const world = new BatchWorld(files)
    world.change(0, { restrictions: { ...UNRESTRICTED, maxDownloads: 1 } })
    const archive = await world.archive(format)
    expect([archive.isComplete, archive.isRestricted]).toEqual([false, false])
    expect((await world.bytes(archive)).includes(Buffer.from(files[0]!.content))).toBe(false)
    for (const at of [1, 2, 3]) world.change(at, { revokedAtMs: 1 })
    await expect(world.archive(format)).rejects.toMatchObject({ code: 'file_gone' })
  })

  it('says when not everybody may see all that is in it', async () => {
    const world = new BatchWorld(files)
    world.change(0, { restrictions: { ...UNRESTRICTED, addresses: ['192.0.2.0/24'] } })
    const archive = await world.archive(format)
    expect([archive.isRestricted, archive.isComplete]).toEqual([true, true])
  })

  it('is refused when the traffic of its owner is used up', async () => {
    const world = new BatchWorld(files)
    world.quota = { ok: false, reason: 'user_quota_used_up', retryAfterMs: 5 }
    await expect(world.archive(format)).rejects.toMatchObject({ code: 'user_quota_used_up', retryAfterMs: 5 })
  })
})

describe('a zip of a batch', () => {
  it('gives any range once each file was read, also after a restart', async () => {
    const world = new BatchWorld(files)
    const first = await world.archive('zip')
    const end = rangeFrom(first, first.sizeBytes - 200)
    expect([first.hasAnyRange, first.hasRange(end)]).toEqual([false, false])
    const bytes = await world.bytes(first)
    expect(world.files.crc32s).toEqual(
      new Map([0, 1, 3].map((at) => [world.made[at]!.file.telegramFileId, crc32(files[at]!.content)])),
    )
    const restarted = new BatchWorld(files)
    for (const [id, sum] of world.files.crc32s) restarted.files.crc32s.set(id, sum)
    const second = await restarted.archive('zip')
    expect([second.hasAnyRange, second.identity]).toEqual([true, first.identity])
    expect((await restarted.bytes(second, end)).equals(bytes.subarray(end.start))).toBe(true)
    expect(restarted.read).toEqual([])
  })

  it('learns from a tar as well', async () => {
    const world = new BatchWorld(files)
    expect((await world.archive('tar')).hasAnyRange).toBe(true)
    await world.bytes(await world.archive('tar'))
    expect((await world.archive('zip')).hasAnyRange).toBe(true)
  })

  it('has names that are safe and distinct', async () => {
    const content = patternOf(3, 1)
    const world = new BatchWorld(['../a', '/etc/passwd', 'same', 'SAME', 'nul\0'].map((name) => ({ name, content })))
    const bytes = await world.bytes(await world.archive('zip'))
    expect(namesIn(bytes)).toEqual(['_a', '_etc_passwd', 'same', 'SAME (2)', '_nul'])
  })
})
