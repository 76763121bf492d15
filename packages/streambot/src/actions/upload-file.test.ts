import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { MAX_UPLOAD_BYTES, type NewUpload } from '../ports/uploads.js'
import type { LinkFromMessageDeps } from './link-from-message.js'
import { RequestTurns } from './request-turns.js'
import { FileUploads, type UploadWish } from './upload-file.js'

const never = new AbortController().signal

async function* five(): AsyncGenerator<Uint8Array> {
  for (const text of ['abc', 'de']) yield await Promise.resolve(Buffer.from(text))
}

const exactly = (bytes: number) => ({ minBytes: bytes, maxBytes: bytes })
const wish = (changes: Partial<UploadWish> = {}): UploadWish => {
  return { name: 'a.bin', mimeType: 'text/plain', size: exactly(5), chunks: five(), ownerId: 7, ...changes }
}

/** What comes after the upload fails: only what becomes of the copy is of interest. */
function setUp({ cannotRemove = false, maxSizeBytes = null as number | null, isBanned = false } = {}) {
  const removed: number[] = []
  const troubles: unknown[] = []
  const waiting: (() => void)[] = []
  const begun: NewUpload[] = []
  const linking = {
    accessRules: { mode: 'public', adminIds: [], allowedUserIds: [] },
    fileRules: { maxSizeBytes, types: { allowed: [], denied: ['.exe'] } },
    users: { find: () => Promise.reject(new StreamBotError('store_unavailable', 'the database is away')) },
    bans: { find: () => Promise.resolve(isBanned ? { userId: 7, reason: '', untilMs: null, bannedBy: 1 } : null) },
    turns: new RequestTurns(),
    clock: { now: () => 0 },
  }
  const files = new FileUploads({
    uploads: {
      begin: (upload) => {
        begun.push(upload)
        const open = {
          receivedBytes: 0,
          write: async (chunks: AsyncIterable<Uint8Array>) => {
            for await (const chunk of chunks) open.receivedBytes += chunk.length
            await new Promise<void>((resolve) => waiting.push(resolve))
          },
          finish: () => Promise.resolve({ logMessageId: 40 + begun.length } as never),
        }
        return open
      },
      remove: (id) => {
        removed.push(id)
        return cannotRemove ? Promise.reject(new Error('away')) : Promise.resolve()
      },
    },
    linking: () => linking as unknown as LinkFromMessageDeps,
    onTrouble: (error) => troubles.push(error),
  })
  const upload = (changes: Partial<UploadWish> = {}) => files.upload('token:a', wish(changes), 'r', never)
  return { upload, files, begun, waiting, removed, troubles }
}

describe('an upload', () => {
  it.each([
    [{ size: exactly(0) }, 'empty'],
    [{ size: exactly(MAX_UPLOAD_BYTES + 1) }, 'file_too_large'],
    [{ size: { minBytes: MAX_UPLOAD_BYTES + 1, maxBytes: MAX_UPLOAD_BYTES + 2 } }, 'file_too_large'],
    [{ name: 'a.exe' }, 'type_not_allowed'],
    [{ ownerId: null }, 'no_owner'],
  ])('of %j is refused before its first byte', async (changes, reason) => {
    const { upload, begun } = setUp()
    expect(await upload(changes)).toMatchObject({ ok: false, refusal: { reason } })
    expect(begun).toEqual([])
  })

  it('for somebody who is banned is refused before its first byte', async () => {
    const { upload, begun } = setUp({ isBanned: true })
    expect(await upload()).toMatchObject({ refusal: { reason: 'owner_banned' } })
    expect(begun).toEqual([])
  })

  it('that turns out longer than it may be, or empty, is refused, and leaves nothing', async () => {
    const { upload, waiting, removed } = setUp({ maxSizeBytes: 4 })
    const open = { minBytes: 0, maxBytes: 100 }
    expect(await upload({ size: open })).toMatchObject({ refusal: { reason: 'file_too_large', maxSizeBytes: 4 } })
    async function* nothing(): AsyncGenerator<Uint8Array> {
      // As an empty file comes in a form.
    }
    const empty = upload({ size: open, chunks: nothing() })
    await expect.poll(() => waiting).toHaveLength(1)
    waiting[0]?.()
    expect(await empty).toMatchObject({ refusal: { reason: 'empty' } })
    expect(removed).toEqual([])
  })

  it('runs beside three others, and a fifth is told to come again, until one is over', async () => {
    const { upload, waiting } = setUp()
    const running = [1, 2, 3, 4].map(() => upload().catch(() => 'failed'))
    await expect.poll(() => waiting).toHaveLength(4)
    expect(await upload()).toMatchObject({ refusal: { reason: 'too_many_uploads_at_once' } })
    waiting[0]?.()
    await running[0]
    const next = upload().catch(() => 'failed')
    await expect.poll(() => waiting).toHaveLength(5)
    for (const go of waiting) go()
    await Promise.all([...running, next])
  })

  it('that gets no link does not stay, and says why it got none even where it cannot be removed', async () => {
    for (const cannotRemove of [false, true]) {
      const { upload, waiting, removed, troubles } = setUp({ cannotRemove })
      const uploading = upload()
      await expect.poll(() => waiting).toHaveLength(1)
      waiting[0]?.()
      await expect(uploading).rejects.toThrow('the database is away')
      expect(removed).toEqual([41])
      expect(troubles).toHaveLength(cannotRemove ? 1 : 0)
    }
  })
})
