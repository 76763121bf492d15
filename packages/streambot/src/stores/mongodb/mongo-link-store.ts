import type { AnyBulkWriteOperation, Filter } from 'mongodb'
import type { Link, LinkChanges } from '../../core/link.js'
import { toPage } from '../../core/page-cursor.js'
import type { Subtitles } from '../../core/subtitles.js'
import type {
  AccessReport,
  DownloadAnswer,
  LinkAccess,
  LinkCursor,
  LinkFileName,
  LinkPage,
  LinkStore,
  SubtitlesAnswer,
} from '../../ports/link-store.js'
import { IN_ONE_ANSWER, type Collections } from './collections.js'
import { toLink, toLinkDocument, type LinkDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { behind, NEWEST_FIRST } from './newest-first.js'
import { prune } from './prune.js'
import { isDuplicateKey } from './translate-error.js'

/** There may be thousands, and nobody but `consumeDownload` asks for them. */
const WITHOUT_READERS = { projection: { readers: 0, reports: 0 } } as const
/** A link remembers the last report of so many reporters, one per start of an instance; of those that share a slot, the last one's. */
const REPORT_SLOTS = 64

export class MongoLinkStore implements LinkStore {
  constructor(
    private readonly links: Collections['links'],
    private readonly calls: MongoCalls,
  ) {}

  async add(link: Link): Promise<void> {
    try {
      await this.calls.once(() => this.links.insertOne(toLinkDocument(link)))
    } catch (error) {
      if (isDuplicateKey(error)) throw new Error(`There is a link ${link.id} already`, { cause: error })
      throw error
    }
  }

  async find(linkId: string): Promise<Link | null> {
    const document = await this.calls.repeatable(() => this.links.findOne({ _id: linkId }, WITHOUT_READERS))
    return document && toLink(document)
  }

  async findAll(linkIds: readonly string[]): Promise<Link[]> {
    return this.#read({ _id: { $in: [...linkIds] } })
  }

  async update(linkId: string, { expiresAtMs, restrictions }: LinkChanges): Promise<Link | null> {
    const changes = { ...(expiresAtMs !== undefined && { expiresAtMs }), ...(restrictions && { restrictions }) }
    if (Object.keys(changes).length === 0) return this.find(linkId)
    const document = await this.calls.repeatable(() =>
      this.links.findOneAndUpdate({ _id: linkId }, { $set: changes }, { returnDocument: 'after' }),
    )
    return document && toLink(document)
  }

  async revoke(linkId: string, atMs: number): Promise<boolean> {
    const revoking = () => this.links.updateOne({ _id: linkId, revokedAtMs: null }, { $set: { revokedAtMs: atMs } })
    return (await this.calls.once(revoking)).modifiedCount > 0
  }

  async revokeByLogMessage(logMessageId: number, atMs: number): Promise<number> {
    const revoking = () => this.links.updateMany({ logMessageId, revokedAtMs: null }, { $set: { revokedAtMs: atMs } })
    return (await this.calls.once(revoking)).modifiedCount
  }

  async consumeDownload(linkId: string, reader: string, atMs: number): Promise<DownloadAnswer> {
    const deadline = this.calls.deadline()
    // Asked first and without fetching the readers: each range of a download asks again.
    const known = { _id: linkId, readers: reader }
    if (await this.calls.repeatable(() => this.links.findOne(known, { projection: { _id: 1 } }), deadline))
      return 'known'
    return this.calls.untilWon(() => this.#tryToCount(linkId, reader, atMs), deadline)
  }

  async addSubtitles(linkId: string, subtitles: Subtitles, max: number): Promise<SubtitlesAnswer> {
    return this.calls.untilWon(async () => {
      const others = await this.#subtitlesOf(linkId)
      if (!others) return 'unknown'
      if (others.some(({ id }) => id === subtitles.id)) return 'known'
      if (others.length >= max) return 'full'
      return (await this.#trySubtitles(linkId, others, [...others, subtitles])) ? 'added' : null
    })
  }

  async removeSubtitles(linkId: string, subtitlesId: string): Promise<boolean> {
    return this.calls.untilWon(async () => {
      const all = (await this.#subtitlesOf(linkId)) ?? []
      const left = all.filter(({ id }) => id !== subtitlesId)
      if (left.length === all.length) return false
      return (await this.#trySubtitles(linkId, all, left)) ? true : null
    })
  }

  /** Link by link: a report that was cut short is completed when it is sent again. */
  async recordAccess(report: AccessReport): Promise<void> {
    if (report.accesses.length === 0) return
    const updates = report.accesses.map((access) => toUpdate(report, access))
    await this.calls.repeatable(() => this.links.bulkWrite(updates, { ordered: false }))
  }

  async list({ ownerId, limit, after }: Parameters<LinkStore['list']>[0]): Promise<LinkPage> {
    const found = await this.#read(ofOwnerBehind(ownerId, after), limit + 1)
    const { items: links, next } = toPage(found, limit)
    return { links, next }
  }

  async listNames({ ownerId, limit, after }: Parameters<LinkStore['list']>[0]): Promise<LinkFileName[]> {
    const projection = { createdAtMs: 1, 'file.name': 1 }
    const documents = await this.calls.repeatable(() =>
      this.links
        .find(ofOwnerBehind(ownerId, after), { projection, ...IN_ONE_ANSWER })
        .sort(NEWEST_FIRST)
        .limit(limit)
        .toArray(),
    )
    return documents.map(({ _id: id, createdAtMs, file }) => ({ id, createdAtMs, fileName: file.name }))
  }

  count(made?: Parameters<LinkStore['count']>[0]): Promise<number> {
    if (!made) return this.calls.repeatable(() => this.links.estimatedDocumentCount())
    const { ownerId, sinceMs } = made
    return this.calls.repeatable(() => this.links.countDocuments({ ownerId, createdAtMs: { $gte: sinceMs } }))
  }

  prune(beforeMs: number): Promise<number> {
    const isOver = { $or: [{ expiresAtMs: { $lt: beforeMs } }, { revokedAtMs: { $lt: beforeMs } }] }
    return prune(this.links, this.calls, isOver)
  }

  /** @returns null when the link changed between looking and counting */
  async #tryToCount(linkId: string, reader: string, atMs: number): Promise<DownloadAnswer | null> {
    const link = await this.links.findOne(
      { _id: linkId },
      { projection: { readers: 1, downloads: 1, restrictions: 1 } },
    )
    if (!link) return 'unknown'
    if (link.readers.includes(reader)) return 'known'
    const { maxDownloads } = link.restrictions
    if (maxDownloads !== null && link.downloads >= maxDownloads) return 'exhausted'
    const { modifiedCount } = await this.links.updateOne(
      {
        _id: linkId,
        readers: { $ne: reader },
        'restrictions.maxDownloads': maxDownloads,
        ...(maxDownloads !== null && { downloads: { $lt: maxDownloads } }),
      },
      { $push: { readers: reader }, $inc: { downloads: 1 }, $max: { lastAccessAtMs: atMs } },
    )
    return modifiedCount > 0 ? 'counted' : null
  }

  /** null: there is no such link. */
  async #subtitlesOf(linkId: string): Promise<readonly Subtitles[] | null> {
    const link = await this.links.findOne({ _id: linkId }, { projection: { subtitles: 1 } })
    return link && (link.subtitles ?? [])
  }

  /** @returns false when they changed since they were seen */
  async #trySubtitles(linkId: string, seen: readonly Subtitles[], subtitles: readonly Subtitles[]): Promise<boolean> {
    const isAsSeen = seen.length > 0 ? { subtitles: [...seen] } : { 'subtitles.0': { $exists: false } }
    const { modifiedCount } = await this.links.updateOne({ _id: linkId, ...isAsSeen }, { $set: { subtitles } })
    return modifiedCount > 0
  }

  /** Newest first; without a limit in any order. */
  async #read(filter: Filter<LinkDocument>, limit?: number): Promise<Link[]> {
    const cursor = () => this.links.find(filter, { ...WITHOUT_READERS, ...IN_ONE_ANSWER })
    const documents = await this.calls.repeatable(() =>
      limit === undefined ? cursor().toArray() : cursor().sort(NEWEST_FIRST).limit(limit).toArray(),
    )
    return documents.map(toLink)
  }
}

/** @param ownerId null: of everybody */
function ofOwnerBehind(ownerId: number | null, after: LinkCursor | null): Filter<LinkDocument> {
  return { ...(ownerId !== null && { ownerId }), ...behind(after) }
}

function toUpdate(
  { reporter, sequence }: AccessReport,
  { linkId, downloads, lastAccessAtMs }: LinkAccess,
): AnyBulkWriteOperation<LinkDocument> {
  const slot = `reports.${slotOf(reporter)}`
  const isNew = [{ [`${slot}.reporter`]: { $ne: reporter } }, { [`${slot}.sequence`]: { $lt: sequence } }]
  return {
    updateOne: {
      filter: { _id: linkId, $or: isNew },
      update: { $inc: { downloads }, $max: { lastAccessAtMs }, $set: { [slot]: { reporter, sequence } } },
    },
  }
}

function slotOf(reporter: string): number {
  let slot = 0
  for (const character of reporter) slot = (slot * 31 + (character.codePointAt(0) ?? 0)) % REPORT_SLOTS
  return slot
}
