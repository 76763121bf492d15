import type { WithId } from 'mongodb'
import type { User, UserChanges, UserProfile } from '../../core/user.js'
import type { UserStore } from '../../ports/user-store.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toUser, toUsernameKey, type UserDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'

/** Of whom nothing else is known. */
const NEWCOMER = {
  firstName: '',
  username: null,
  usernameKey: null,
  languageCode: null,
  isAuthorized: false,
  linksPerDay: null,
  bandwidthBytesPerMonth: null,
  chosenLanguage: null,
  unreachableSinceMs: null,
} satisfies Partial<UserDocument>

export class MongoUserStore implements UserStore {
  constructor(
    private readonly users: Collections['users'],
    private readonly calls: MongoCalls,
  ) {}

  seen({ id, ...profile }: UserProfile, atMs: number): Promise<User> {
    const news = { ...profile, usernameKey: toUsernameKey(profile.username), unreachableSinceMs: null }
    return this.#put(id, news, { firstSeenAtMs: atMs }, atMs)
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
    return this.#put(userId, named, { firstSeenAtMs: atMs, lastSeenAtMs: atMs })
  }

  async page(afterId: number, limit: number): Promise<User[]> {
    const beyond = { _id: { $gt: afterId } }
    const reading = () => this.users.find(beyond, IN_ONE_ANSWER).sort({ _id: 1 }).limit(limit).toArray()
    return (await this.calls.repeatable(reading)).map(toUser)
  }

  count(): Promise<number> {
    return this.calls.repeatable(() => this.users.estimatedDocumentCount())
  }

  async #put(
    userId: number,
    changes: Partial<UserDocument>,
    ofNewcomer: Partial<UserDocument>,
    seenAtMs?: number,
  ): Promise<User> {
    // MongoDB refuses a field that is named twice in one update.
    const others = Object.entries({ ...NEWCOMER, ...ofNewcomer }).filter(([field]) => !(field in changes))
    const update = {
      ...(Object.keys(changes).length > 0 && { $set: changes }),
      $setOnInsert: Object.fromEntries(others),
      ...(seenAtMs !== undefined && { $max: { lastSeenAtMs: seenAtMs } }),
    }
    const document = await this.calls.upsert(() =>
      this.users.findOneAndUpdate({ _id: userId }, update, { upsert: true, returnDocument: 'after' }),
    )
    if (!document) throw new Error('An upsert returned no document')
    return toUser(document)
  }

  async #findOne(finding: () => Promise<WithId<UserDocument> | null>): Promise<User | null> {
    const document = await this.calls.repeatable(finding)
    return document && toUser(document)
  }
}
