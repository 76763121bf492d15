import type { AnyBulkWriteOperation, Collection, Document, Filter, OptionalUnlessRequiredId, WithId } from 'mongodb'
import type { Archive, ArchiveRecord } from '../../ports/archive.js'
import type { Collections } from './collections.js'
import * as documents from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import type { MongoKeyStore } from './mongo-key-store.js'
import { isDuplicateKey } from './translate-error.js'

type Identified = Document & { readonly _id: string | number }
type Kind = ArchiveRecord['kind']
type ValueOf<K extends Kind> = Extract<ArchiveRecord, { kind: K }>['value']

/** A document may be large: a link has all its readers in it. */
const PAGE = 100

export class MongoArchive implements Archive {
  constructor(
    private readonly collections: Collections,
    private readonly keys: MongoKeyStore,
    private readonly calls: MongoCalls,
  ) {}

  async *records(): AsyncGenerator<ArchiveRecord> {
    const { links, files, users, bandwidth, windows, bans, tokens, settings, broadcasts, batches, audit } =
      this.collections
    for (const value of await this.keys.all()) yield { kind: 'key', value }
    for await (const link of this.#all(links)) {
      yield { kind: 'link', value: documents.toLink(link) }
      for (const reader of link.readers) yield { kind: 'reader', value: { linkId: link._id, reader } }
    }
    for await (const file of this.#all(files)) yield { kind: 'file', value: documents.toFile(file) }
    for await (const user of this.#all(users)) yield { kind: 'user', value: documents.toUser(user) }
    for await (const { month, userId, bytes } of this.#all(bandwidth)) {
      yield { kind: 'bandwidth', value: { month, userId, bytes } }
    }
    for await (const { _id, windowMs, moments } of this.#all(windows)) {
      yield { kind: 'window', value: { key: _id, windowMs, moments } }
    }
    for await (const ban of this.#all(bans)) yield { kind: 'ban', value: documents.toBan(ban) }
    for await (const token of this.#all(tokens)) yield { kind: 'token', value: documents.toApiToken(token) }
    for await (const password of this.#all(this.collections.appPasswords)) {
      yield { kind: 'app_password', value: documents.toAppPassword(password) }
    }
    for await (const setting of this.#all(settings)) yield { kind: 'setting', value: documents.toSetting(setting) }
    for await (const broadcast of this.#all(broadcasts)) {
      yield { kind: 'broadcast', value: documents.toBroadcast(broadcast) }
    }
    for await (const batch of this.#all(batches)) yield { kind: 'batch', value: documents.toBatch(batch) }
    for await (const entry of this.#all(audit)) yield { kind: 'audit', value: documents.toAuditEntry(entry) }
  }

  async restore(records: readonly ArchiveRecord[]): Promise<void> {
    const { files, users, windows, bans, tokens, settings, broadcasts, batches, audit } = this.collections
    const of = <K extends Kind>(kind: K) => valuesOf(records, kind)
    await this.keys.restore(of('key'))
    await this.#restoreLinks(of('link'), of('reader'))
    await this.#put(files, of('file').map(documents.toFileDocument))
    await this.#put(users, of('user').map(documents.toUserDocument))
    await this.#restoreBandwidth(of('bandwidth'))
    const toWindow = ({ key, windowMs, moments }: ValueOf<'window'>) =>
      documents.toWindowDocument(key, windowMs, moments)
    await this.#put(windows, of('window').map(toWindow))
    await this.#put(bans, of('ban').map(documents.toBanDocument))
    await this.#put(tokens, of('token').map(documents.toApiTokenDocument))
    await this.#put(this.collections.appPasswords, of('app_password').map(documents.toAppPasswordDocument))
    await this.#put(settings, of('setting').map(documents.toSettingDocument))
    await this.#put(broadcasts, of('broadcast').map(documents.toBroadcastDocument))
    await this.#put(batches, of('batch').map(documents.toBatchDocument))
    await this.#put(audit, of('audit').map(documents.toAuditDocument))
  }

  async #restoreLinks(links: readonly ValueOf<'link'>[], readers: readonly ValueOf<'reader'>[]): Promise<void> {
    // Those who were counted stay: they are records of their own.
    await this.#put(this.collections.links, links.map(documents.toLinkDocument), ({ readers: _, ...link }) => link)
    const linkIds = new Set(readers.map(({ linkId }) => linkId))
    const updates = [...linkIds].map((_id) => {
      const $each = readers.filter(({ linkId }) => linkId === _id).map(({ reader }) => reader)
      return { updateOne: { filter: { _id }, update: { $addToSet: { readers: { $each } } } } }
    })
    if (updates.length > 0) await this.#write(() => this.collections.links.bulkWrite(updates, { ordered: false }))
  }

  async #restoreBandwidth(records: readonly ValueOf<'bandwidth'>[]): Promise<void> {
    const restored = records.map(({ month, userId, bytes }) => {
      return { _id: documents.toBandwidthId(month, userId), month, userId, bytes, reporters: {} }
    })
    // A report that is sent again is still known.
    await this.#put(this.collections.bandwidth, restored, ({ reporters: _, ...total }) => total)
  }

  /** Adds documents; where one is there already, changes the fields of all. A copy mostly goes to where there is nothing. */
  async #put<D extends Identified>(
    collection: Collection<D>,
    added: readonly D[],
    toFields: (document: D) => Partial<D> = (document) => document,
  ): Promise<void> {
    if (added.length === 0) return
    try {
      await this.#write(() => collection.insertMany(added as OptionalUnlessRequiredId<D>[], { ordered: false }))
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      const updates = added.map((document) => {
        const { _id, ...fields } = toFields(document)
        return { updateOne: { filter: { _id }, update: { $set: fields }, upsert: true } } as AnyBulkWriteOperation<D>
      })
      await this.#write(() => collection.bulkWrite(updates, { ordered: false }))
    }
  }

  #write<T>(writing: () => Promise<T>): Promise<T> {
    return this.calls.repeatable(writing, this.calls.longDeadline())
  }

  /** By rising id, each page asked for by itself: a cursor dies with its server, and with whoever reads too slowly. */
  async *#all<D extends Identified>(collection: Collection<D>): AsyncGenerator<WithId<D>> {
    let filter = {} as Filter<D>
    for (;;) {
      const reading = () => collection.find(filter).sort({ _id: 1 }).limit(PAGE).toArray()
      const page = await this.calls.repeatable(reading)
      yield* page
      const last = page.at(-1)
      if (!last || page.length < PAGE) return
      filter = { _id: { $gt: last._id } } as Filter<D>
    }
  }
}

function valuesOf<K extends Kind>(records: readonly ArchiveRecord[], kind: K): ValueOf<K>[] {
  return records.filter((record) => record.kind === kind).map(({ value }) => value as ValueOf<K>)
}
