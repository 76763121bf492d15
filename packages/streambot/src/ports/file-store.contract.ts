/** What every file store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { StoredFile } from '../core/stored-file.js'
import type { FileStore } from './file-store.js'
import { sampleLink } from './link-store.contract.js'

export function fileStoreContract(create: () => Promise<FileStore>): void {
  describe('keeps the promises of a file store', () => {
    let store: FileStore
    beforeEach(async () => {
      store = await create()
    })

    it('finds a file exactly as it was added, and none it never saw', async () => {
      expect(await store.find(sampleFile.file.telegramFileId)).toBeNull()
      expect(await store.find('constructor')).toBeNull()
      expect(await store.add(sampleFile)).toEqual(sampleFile)
      expect(await store.find(sampleFile.file.telegramFileId)).toEqual(sampleFile)
    })

    it('keeps the absent and the extreme', async () => {
      const { file } = sampleFile
      const files: StoredFile[] = [
        {
          file: { ...file, telegramFileId: '-9223372036854775808', sizeBytes: 2 ** 47 - 1, name: `"👩‍👩‍👧"\n';--\0` },
          logMessageId: 2 ** 32 - 1,
          createdAtMs: Number.MAX_SAFE_INTEGER,
          crc32: 2 ** 32 - 1,
        },
        {
          file: { ...file, telegramFileId: '1', sizeBytes: 0, durationSeconds: null, width: null, height: null },
          logMessageId: 1,
          createdAtMs: 0,
          crc32: 0,
        },
        { ...sampleFile, file: { ...file, telegramFileId: '2', name: '', kind: 'voice', durationSeconds: 0.1 } },
      ]
      for (const one of files) await store.add(one)
      for (const one of files) expect(await store.find(one.file.telegramFileId)).toEqual(one)
    })

    it('answers with the record that stands when the same file comes again', async () => {
      await store.add(sampleFile)
      expect(await store.add(copyIn(7))).toEqual(sampleFile)
      expect(await store.find(sampleFile.file.telegramFileId)).toEqual(sampleFile)
    })

    it('has one winner when many add the same file at once, and tells everyone which', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => store.add(copyIn(at + 1))))
      for (const answer of answers) expect(answer).toEqual(answers[0])
      expect(await store.find(sampleFile.file.telegramFileId)).toEqual(answers[0])
    })

    it('finds those of a list that are stored', async () => {
      const other = { ...copyIn(7), file: { ...sampleFile.file, telegramFileId: '2' } }
      for (const file of [sampleFile, other]) await store.add(file)
      const found = await store.findAll(['2', 'constructor', sampleFile.file.telegramFileId, '2'])
      expect(found.sort((one, another) => one.logMessageId - another.logMessageId)).toEqual([other, sampleFile])
      expect(await store.findAll([])).toEqual([])
      expect(await store.findAll(Array.from({ length: 1000 }, (_, at) => `${-at}`))).toEqual([])
    })

    it.each([0, 1, 2 ** 31, 2 ** 32 - 1])('learns the CRC-32 of a file once, such as %i', async (crc32) => {
      await store.add(sampleFile)
      const { file } = sampleFile
      expect(await store.learnCrc32(file, crc32)).toBe(true)
      expect(await store.learnCrc32(file, 5)).toBe(true)
      expect(await store.find(file.telegramFileId)).toEqual({ ...sampleFile, crc32 })
      expect(await store.findAll([file.telegramFileId])).toEqual([{ ...sampleFile, crc32 }])
      expect(await store.add(copyIn(7))).toEqual({ ...sampleFile, crc32 })
    })

    it('learns nothing of a file that is not stored, or that is another one', async () => {
      await store.add(sampleFile)
      const { telegramFileId, sizeBytes } = sampleFile.file
      expect(await store.learnCrc32({ telegramFileId, sizeBytes: sizeBytes + 1 }, 5)).toBe(false)
      expect(await store.learnCrc32({ telegramFileId: 'constructor', sizeBytes }, 5)).toBe(false)
      expect(await store.find(telegramFileId)).toEqual(sampleFile)
      expect(await store.find('constructor')).toBeNull()
    })

    it('forgets a copy that is gone once, however many notice', async () => {
      await store.add(sampleFile)
      const answers = await Promise.all([1, 2, 3].map(() => store.forgetCopy(42)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.find(sampleFile.file.telegramFileId)).toBeNull()
    })

    it('leaves the record of another message alone, so that a new copy is not forgotten for an old one', async () => {
      await store.add(copyIn(7))
      expect(await store.forgetCopy(42)).toBe(false)
      expect(await store.find(sampleFile.file.telegramFileId)).toEqual(copyIn(7))
      expect(await store.forgetCopy(8)).toBe(false)
    })

    it('takes a new copy after the old one was forgotten', async () => {
      await store.add(sampleFile)
      await store.forgetCopy(42)
      expect(await store.add(copyIn(8))).toEqual(copyIn(8))
    })
  })
}

export const sampleFile: StoredFile = {
  file: sampleLink.file,
  logMessageId: 42,
  createdAtMs: 1_700_000_000_000,
  crc32: null,
}

/** The sample, in another message and at another time. */
function copyIn(logMessageId: number): StoredFile {
  return { ...sampleFile, logMessageId, createdAtMs: sampleFile.createdAtMs + logMessageId }
}
