import type { ApiToken } from '../../core/api-token.js'
import type { ApiTokenStore } from '../../ports/api-token-store.js'
import type { Collections } from './collections.js'
import { toApiToken, toApiTokenDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { NEWEST_FIRST } from './newest-first.js'
import { isDuplicateKey } from './translate-error.js'

export class MongoApiTokenStore implements ApiTokenStore {
  constructor(
    private readonly tokens: Collections['tokens'],
    private readonly calls: MongoCalls,
  ) {}

  async add(token: ApiToken): Promise<void> {
    try {
      await this.calls.once(() => this.tokens.insertOne(toApiTokenDocument(token)))
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      throw new Error(`There is an API token ${token.id}, or one with its hash, already`, { cause: error })
    }
  }

  async findByHash(hash: string): Promise<ApiToken | null> {
    const document = await this.calls.repeatable(() => this.tokens.findOne({ hash }))
    return document && toApiToken(document)
  }

  async all(): Promise<ApiToken[]> {
    const reading = () => this.tokens.find().sort(NEWEST_FIRST).toArray()
    return (await this.calls.repeatable(reading)).map(toApiToken)
  }

  async used(tokenId: string, atMs: number): Promise<void> {
    await this.calls.repeatable(() => this.tokens.updateOne({ _id: tokenId }, { $max: { lastUsedAtMs: atMs } }))
  }

  async remove(tokenId: string): Promise<boolean> {
    return (await this.calls.once(() => this.tokens.deleteOne({ _id: tokenId }))).deletedCount > 0
  }
}
