import type { StoredFile } from '../../core/stored-file.js'
import type { FileIdentity, FileStore } from '../../ports/file-store.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toFile, toFileDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { isDuplicateKey } from './translate-error.js'

export class MongoFileStore implements FileStore {
  constructor(
    private readonly files: Collections['files'],
    private readonly calls: MongoCalls,
  ) {}

  find(telegramFileId: string): Promise<StoredFile | null> {
    return this.calls.repeatable(() => this.#read(telegramFileId))
  }

  async findAll(telegramFileIds: readonly string[]): Promise<StoredFile[]> {
    const reading = () => this.files.find({ _id: { $in: [...telegramFileIds] } }, IN_ONE_ANSWER).toArray()
    return (await this.calls.repeatable(reading)).map(toFile)
  }

  add(file: StoredFile): Promise<StoredFile> {
    return this.calls.untilWon(async () => {
      try {
        await this.files.insertOne(toFileDocument(file))
        return file
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        // None when it was forgotten in between: then there is room for this one.
        return this.#read(file.file.telegramFileId)
      }
    })
  }

  async learnCrc32({ telegramFileId, sizeBytes }: FileIdentity, crc32: number): Promise<boolean> {
    const isMeant = { _id: telegramFileId, 'file.sizeBytes': sizeBytes }
    const learning = () => this.files.updateOne({ ...isMeant, crc32: null }, { $set: { crc32 } })
    if ((await this.calls.repeatable(learning)).matchedCount > 0) return true
    return (await this.calls.repeatable(() => this.files.findOne(isMeant, { projection: { _id: 1 } }))) !== null
  }

  async forgetCopy(logMessageId: number): Promise<boolean> {
    return (await this.calls.once(() => this.files.deleteMany({ logMessageId }))).deletedCount > 0
  }

  async #read(telegramFileId: string): Promise<StoredFile | null> {
    const document = await this.files.findOne({ _id: telegramFileId })
    return document && toFile(document)
  }
}
