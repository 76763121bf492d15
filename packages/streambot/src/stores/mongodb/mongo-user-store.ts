import type { WithId } from 'mongodb'
import { newcomer, type User, type UserChanges, type UserProfile } from '../../core/user.js'
import type { UserStore } from '../../ports/user-store.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toUser, toUserDocument, toUsernameKey, type UserDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'

export class MongoUserStore implements UserStore {
  constructor(
    private readonly users: Collections['users'],
    private readonly calls: MongoCalls,
  ) {}

  seen({ id, ...profile }: UserProfile, atMs: number): Promise<User> {
    const news = { ...profile, usernameKey: toUsernameKey(profile.username), unreachableSinceMs: null }
    return this.#put(id, news, atMs, { lastSeenAtMs: atMs })
  }

  find(userId: number): Promise<User | null> {
    return this.#findOne(() => this.users.findOne({ _id: userId }))
  }

  findByUsername(username: string): Promise<User | null> {
    const usernameKey = toUsernameKey(username)
    return this.#findOne(() => this.users.findOne({ usernameKey }, { sort: { lastSeenAtMs: -1 } }))
  }

  async update(userId: number, changes: UserChanges, atMs: number): Promise<User> {
    const named = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
    return this.#put(userId, named, atMs)
  }

  async page(afterId: number, limit: number): Promise<User[]> {
    const beyond = { _id: { $gt: afterId } }
    const reading = () => this.users.find(beyond, IN_ONE_ANSWER).sort({ _id: 1 }).limit(limit).toArray()
    return (await this.calls.repeatable(reading)).map(toUser)
  }

  count(): Promise<number> {
    return this.calls.repeatable(() => this.users.estimatedDocumentCount())
  }

  /** @param latest what moves forward only */
  async #put(
    userId: number,
    changes: Partial<UserDocument>,
    atMs: number,
    latest: Partial<Pick<UserDocument, 'lastSeenAtMs'>> = {},
  ): Promise<User> {
    const { _id, ...ofNewcomer } = toUserDocument(newcomer(userId, atMs))
    // MongoDB refuses a field that is named twice in one update.
    const others = Object.entries(ofNewcomer).filter(([field]) => !(field in changes) && !(field in latest))
    const update = {
      ...(Object.keys(changes).length > 0 && { $set: changes }),
      $setOnInsert: Object.fromEntries(others),
      ...(Object.keys(latest).length > 0 && { $max: latest }),
    }
    const document = await this.calls.upsert(() =>
      this.users.findOneAndUpdate({ _id }, update, { upsert: true, returnDocument: 'after' }),
    )
    if (!document) throw new Error('An upsert returned no document')
    return toUser(document)
  }

  async #findOne(finding: () => Promise<WithId<UserDocument> | null>): Promise<User | null> {
    const document = await this.calls.repeatable(finding)
    return document && toUser(document)
  }
}
