import { describe, expect, it } from 'vitest'
import { MAX_UPLOAD_BYTES, type Upload } from '../ports/uploads.js'
import type { LinkFromMessageDeps } from './link-from-message.js'
import { RequestTurns } from './request-turns.js'
import { FileUploads, type UploadWish } from './upload-file.js'

const never = new AbortController().signal

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Nobody reads it here.
}

const wish: UploadWish = { name: 'a.bin', mimeType: 'text/plain', sizeBytes: 5, chunks: nothing(), ownerId: 7 }

/** What comes after the upload fails: only what becomes of the copy is of interest. */
function setUp({ cannotRemove = false } = {}) {
  const removed: number[] = []
  const troubles: unknown[] = []
  const waiting: (() => void)[] = []
  const stored: Upload[] = []
  const linking = {
    accessRules: { mode: 'public', adminIds: [], allowedUserIds: [] },
    fileRules: { maxSizeBytes: null, types: { allowed: [], denied: ['.exe'] } },
    users: { find: () => Promise.reject(new Error('the database is away')) },
    bans: { find: () => Promise.resolve(null) },
    turns: new RequestTurns(),
  }
  const files = new FileUploads({
    uploads: {
      store: (upload) => {
        stored.push(upload)
        return new Promise((resolve) => waiting.push(() => resolve({ logMessageId: 40 + stored.length } as never)))
      },
      remove: (id) => {
        removed.push(id)
        return cannotRemove ? Promise.reject(new Error('away')) : Promise.resolve()
      },
    },
    linking: () => linking as unknown as LinkFromMessageDeps,
    onTrouble: (error) => troubles.push(error),
  })
  const upload = (changes: Partial<UploadWish> = {}) => files.upload('token:a', { ...wish, ...changes }, 'r', never)
  return { upload, stored, waiting, removed, troubles }
}

describe('an upload', () => {
  it.each([
    [{ sizeBytes: 0 }, 'empty'],
    [{ sizeBytes: MAX_UPLOAD_BYTES + 1 }, 'file_too_large'],
    [{ name: 'a.exe' }, 'type_not_allowed'],
  ])('of %j is refused before its first byte', async (changes, reason) => {
    const { upload, stored } = setUp()
    expect(await upload(changes)).toMatchObject({ ok: false, refusal: { reason } })
    expect(stored).toEqual([])
  })

  it('runs beside three others, and a fifth is told to come again, until one is over', async () => {
    const { upload, waiting } = setUp()
    const running = [1, 2, 3, 4].map(() => upload().catch(() => 'failed'))
    expect(await upload()).toMatchObject({ refusal: { reason: 'too_many_uploads_at_once' } })
    waiting[0]?.()
    await running[0]
    const next = upload().catch(() => 'failed')
    expect(waiting).toHaveLength(5)
    for (const go of waiting) go()
    await Promise.all([...running, next])
  })

  it('that gets no link does not stay, and says why it got none even where it cannot be removed', async () => {
    for (const cannotRemove of [false, true]) {
      const { upload, waiting, removed, troubles } = setUp({ cannotRemove })
      const uploading = upload()
      waiting[0]?.()
      await expect(uploading).rejects.toThrow('the database is away')
      expect(removed).toEqual([41])
      expect(troubles).toHaveLength(cannotRemove ? 1 : 0)
    }
  })
})
