import type { AppPassword } from '../../core/app-password.js'
import type { AppPasswordStore } from '../../ports/app-password-store.js'
import type { Collections } from './collections.js'
import { toAppPassword, toAppPasswordDocument, toPlace, type AppPasswordDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { NEWEST_FIRST } from './newest-first.js'
import { prune } from './prune.js'
import { isDuplicateKey } from './translate-error.js'

export class MongoAppPasswordStore implements AppPasswordStore {
  constructor(
    private readonly passwords: Collections['appPasswords'],
    private readonly calls: MongoCalls,
  ) {}

  add(password: AppPassword, max: number): Promise<boolean> {
    const document = toAppPasswordDocument(password)
    return this.calls.untilWon(async () => {
      const own = await this.passwords.find({ userId: password.userId }).project({ place: 1 }).toArray()
      if (own.length >= max) return false
      try {
        await this.passwords.insertOne({ ...document, place: firstFreePlace(password.userId, own) })
        return true
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        if (!(await this.#isTaken(password))) return null
        throw new Error(`There is an app password ${password.id} already, or one with its hash`, { cause: error })
      }
    })
  }

  async findByHash(hash: string): Promise<AppPassword | null> {
    const document = await this.calls.repeatable(() => this.passwords.findOne({ hash }))
    return document && toAppPassword(document)
  }

  async ofUser(userId: number): Promise<AppPassword[]> {
    const reading = () => this.passwords.find({ userId }).sort(NEWEST_FIRST).toArray()
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

  async #isTaken({ id, hash }: AppPassword): Promise<boolean> {
    return (await this.passwords.findOne({ $or: [{ _id: id }, { hash }] })) !== null
  }
}

/** The lowest: of several who add one at once each comes to the same, and one of them gets it. */
function firstFreePlace(userId: number, own: readonly Pick<AppPasswordDocument, 'place'>[]): string {
  const taken = new Set(own.map(({ place }) => place))
  for (let number = 0; ; number++) {
    const place = toPlace(userId, number)
    if (!taken.has(place)) return place
  }
}
