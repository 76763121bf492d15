import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { lend } from '../core/lent-bytes.fixture.js'
import { createLinkToken } from '../core/link-token.js'
import type { Link, LinkKey } from '../core/link.js'
import type { MediaFile } from '../core/media-file.js'
import { ByteBudget } from '../streaming/byte-budget.js'
import { PartSource } from '../streaming/part-source.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { openStream, type OpenStreamDeps } from './open-stream.js'

const MIB = 1024 * 1024
const signal = new AbortController().signal
const key: LinkKey = { id: 1, secret: new Uint8Array(32).fill(1), createdAtMs: 0 }
const file: MediaFile = {
  kind: 'document',
  name: 'a.bin',
  mimeType: 'application/octet-stream',
  sizeBytes: 10,
  telegramFileId: '99',
  durationSeconds: null,
  width: null,
  height: null,
}
const link: Link = {
  id: '0011223344556677',
  logMessageId: 42,
  file,
  ownerId: 7,
  createdAtMs: 1000,
  expiresAtMs: 60_000,
  revokedAtMs: null,
}
const token = createLinkToken(key, { linkId: link.id, logMessageId: 42, sizeBytes: 10, expiresAtMs: 60_000 })

function setUp(found: Link | null | StreamBotError, located: MediaFile | null = file) {
  const asked: string[] = []
  const budget = new ByteBudget(10 * MIB)
  const parts = new PartSource(
    {
      readPart: ({ logMessageId, part }) => {
        asked.push(`read ${logMessageId}`)
        return Promise.resolve(lend(new Uint8Array(10).subarray(part.offsetBytes)))
      },
    },
    budget,
    () => 0,
  )
  const deps: OpenStreamDeps = {
    clock: { now: () => 5000 },
    linkKeys: [key],
    links: {
      find: (id) => {
        asked.push(`find ${id}`)
        return found instanceof StreamBotError ? Promise.reject(found) : Promise.resolve(found)
      },
    },
    files: {
      locate: (id) => {
        asked.push(`locate ${id}`)
        return Promise.resolve(located)
      },
    },
    reading: { parts, budget, now: () => 0 },
  }
  return { deps, asked }
}

describe('openStream', () => {
  it('opens a recorded link without asking Telegram anything', async () => {
    const { deps, asked } = setUp(link)
    const opened = await openStream(deps, token, signal)
    expect(opened).toMatchObject({ linkId: link.id, file, createdAtMs: 1000, expiresAtMs: 60_000 })
    expect(asked).toEqual([`find ${link.id}`])
  })

  it.each(['', 'x', token.slice(0, -1), `${token}A`, `B${token.slice(1)}`, 'A'.repeat(100_000)])(
    'answers link_not_found to a token that does not verify, asking nobody',
    async (forged) => {
      const { deps, asked } = setUp(link)
      await expect(openStream(deps, forged, signal)).rejects.toMatchObject({ code: 'link_not_found' })
      expect(asked).toEqual([])
    },
  )

  it('answers link_expired from the token alone', async () => {
    const { deps, asked } = setUp(link)
    await expect(openStream({ ...deps, clock: { now: () => 60_000 } }, token, signal)).rejects.toMatchObject({
      code: 'link_expired',
    })
    expect(asked).toEqual([])
  })

  it('does not tell a revoked link from an unknown one', async () => {
    const { deps } = setUp({ ...link, revokedAtMs: 2000 })
    await expect(openStream(deps, token, signal)).rejects.toMatchObject({ code: 'link_not_found' })
  })

  it('serves with the database down, from the token and the log channel', async () => {
    const { deps, asked } = setUp(new StreamBotError('store_unavailable', 'away'))
    expect(await openStream(deps, token, signal)).toMatchObject({ file, createdAtMs: null })
    expect(asked).toEqual([`find ${link.id}`, 'locate 42'])
  })

  it('answers file_gone when the log channel no longer holds the file, or holds another', async () => {
    await expect(openStream(setUp(null, null).deps, token, signal)).rejects.toMatchObject({ code: 'file_gone' })
    const other = { ...file, sizeBytes: 11 }
    await expect(openStream(setUp(null, other).deps, token, signal)).rejects.toMatchObject({ code: 'file_gone' })
  })

  it('reads the range asked for', async () => {
    const { deps, asked } = setUp(link)
    const opened = await openStream(deps, token, signal)
    const range = { start: 2, end: 4 }
    const about = { id: 'a', linkId: link.id, fileName: file.name, sizeBytes: 10, range, address: '192.0.2.1' }
    const stream = new StreamRegistry(deps.clock).open(about, () => {})
    const chunks: Uint8Array[] = []
    for await (const { bytes } of opened.read(range, signal, stream)) chunks.push(bytes)
    expect(chunks.map((chunk) => chunk.byteLength)).toEqual([3])
    expect(asked.slice(-1)).toEqual(['read 42'])
  })
})
