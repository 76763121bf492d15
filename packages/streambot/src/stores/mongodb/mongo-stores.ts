/** All ports on one MongoDB database. Opening, which prepares the database, is in open-mongo-stores.ts. */
import type { Db, MongoClient } from 'mongodb'
import { untilAborted } from '../../core/until-aborted.js'
import type { Clock } from '../../ports/clock.js'
import type { StoreCondition, Stores } from '../../ports/stores.js'
import { collectionsOf, type Collections } from './collections.js'
import { examineMongo } from './examine.js'
import { createIndexes } from './indexes.js'
import { MongoAnswerJournal } from './mongo-answer-journal.js'
import { MongoApiTokenStore } from './mongo-api-token-store.js'
import { MongoAppPasswordStore } from './mongo-app-password-store.js'
import { MongoArchive } from './mongo-archive.js'
import { MongoAuditLog } from './mongo-audit-log.js'
import { MongoBanStore } from './mongo-ban-store.js'
import { MongoBandwidthStore } from './mongo-bandwidth-store.js'
import { MongoBatchStore } from './mongo-batch-store.js'
import { MongoBotLeaseStore } from './mongo-bot-lease-store.js'
import { MongoBroadcastStore } from './mongo-broadcast-store.js'
import { MongoCalls } from './mongo-calls.js'
import { MongoFileStore } from './mongo-file-store.js'
import { MongoKeyStore } from './mongo-key-store.js'
import { MongoLinkStore } from './mongo-link-store.js'
import { MongoSettingStore } from './mongo-setting-store.js'
import { MongoUserStore } from './mongo-user-store.js'
import { MongoWindowStore } from './mongo-window-store.js'
import { claimSchema } from './schema.js'

export interface MongoStoresDeps {
  readonly client: MongoClient
  readonly databaseName: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly random: () => number
}

export class MongoStores implements Stores {
  readonly name: string
  readonly keys: MongoKeyStore
  readonly links: MongoLinkStore
  readonly files: MongoFileStore
  readonly users: MongoUserStore
  readonly bandwidth: MongoBandwidthStore
  readonly windows: MongoWindowStore
  readonly bans: MongoBanStore
  readonly tokens: MongoApiTokenStore
  readonly appPasswords: MongoAppPasswordStore
  readonly settings: MongoSettingStore
  readonly broadcasts: MongoBroadcastStore
  readonly batches: MongoBatchStore
  readonly audit: MongoAuditLog
  readonly answers: MongoAnswerJournal
  readonly leases: MongoBotLeaseStore
  readonly archive: MongoArchive
  readonly #client: MongoClient
  readonly #database: Db
  readonly #collections: Collections
  readonly #calls: MongoCalls

  constructor({ client, databaseName, timeoutMs, clock, random }: MongoStoresDeps) {
    const database = client.db(databaseName)
    const collections = collectionsOf(database)
    const calls = new MongoCalls(timeoutMs, random)
    this.#client = client
    this.#database = database
    this.#collections = collections
    this.#calls = calls
    this.name = `MongoDB (${hostsOf(client)}/${databaseName})`
    this.keys = new MongoKeyStore(collections.keyRing, calls)
    this.links = new MongoLinkStore(collections.links, calls)
    this.files = new MongoFileStore(collections.files, calls)
    this.users = new MongoUserStore(collections.users, calls)
    this.bandwidth = new MongoBandwidthStore(collections.bandwidth, calls, clock)
    this.windows = new MongoWindowStore(collections.windows, calls)
    this.bans = new MongoBanStore(collections.bans, calls)
    this.tokens = new MongoApiTokenStore(collections.tokens, calls)
    this.appPasswords = new MongoAppPasswordStore(collections.appPasswords, calls)
    this.settings = new MongoSettingStore(collections.settings, calls)
    this.broadcasts = new MongoBroadcastStore(collections.broadcasts, calls)
    this.batches = new MongoBatchStore(collections.batches, calls)
    this.audit = new MongoAuditLog(collections.audit, calls)
    this.answers = new MongoAnswerJournal(collections.answers, calls)
    this.leases = new MongoBotLeaseStore(collections.leases, collections.places, calls)
    this.archive = new MongoArchive(collections, this.keys, calls)
  }

  /** Connects, and makes what is missing in the database. @throws StreamBotError bad_config, store_unavailable */
  async prepare(): Promise<void> {
    await claimSchema(this.#collections.state, this.#calls)
    await this.#calls.repeatable(() => createIndexes(this.#database), this.#calls.longDeadline())
  }

  async check(): Promise<void> {
    await this.#calls.upsert(() =>
      this.#collections.state.updateOne({ _id: 'checks' }, { $inc: { value: 1 } }, { upsert: true }),
    )
  }

  examine(): Promise<StoreCondition> {
    return this.#calls.repeatable(() => examineMongo(this.#database))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The driver takes leave of the server, and would wait for one that has gone silent.
    await untilAborted(this.#client.close(), this.#calls.deadline()).catch(() => {})
  }
}

function hostsOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.join(',')
}
