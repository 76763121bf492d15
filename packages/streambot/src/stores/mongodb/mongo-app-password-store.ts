import type { AppPassword } from '../../core/app-password.js'
import type { AppPasswordStore } from '../../ports/app-password-store.js'
import type { Collections } from './collections.js'
import { toAppPassword, toAppPasswordDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { prune } from './prune.js'
import { isDuplicateKey } from './translate-error.js'

export class MongoAppPasswordStore implements AppPasswordStore {
  constructor(
    private readonly passwords: Collections['appPasswords'],
    private readonly calls: MongoCalls,
  ) {}

  async add(password: AppPassword): Promise<void> {
    try {
      await this.calls.once(() => this.passwords.insertOne(toAppPasswordDocument(password)))
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      throw new Error(`There is an app password ${password.id}, or one with its hash, already`, { cause: error })
    }
  }

  async findByHash(hash: string): Promise<AppPassword | null> {
    const document = await this.calls.repeatable(() => this.passwords.findOne({ hash }))
    return document && toAppPassword(document)
  }

  async ofUser(userId: number): Promise<AppPassword[]> {
    const reading = () => this.passwords.find({ userId }).sort({ createdAtMs: -1, _id: -1 }).toArray()
    return (await this.calls.repeatable(reading)).map(toAppPassword)
  }

  async used(passwordId: string, atMs: number): Promise<void> {
    await this.calls.repeatable(() => this.passwords.updateOne({ _id: passwordId }, { $max: { lastUsedAtMs: atMs } }))
  }

  async remove(userId: number, passwordId: string): Promise<boolean> {
    return (await this.calls.once(() => this.passwords.deleteOne({ _id: passwordId, userId }))).deletedCount > 0
  }

  prune(beforeMs: number): Promise<number> {
    return prune(this.passwords, this.calls, { expiresAtMs: { $lt: beforeMs } })
  }
}
