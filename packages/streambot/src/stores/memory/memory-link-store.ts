import type { Link, LinkChanges } from '../../core/link.js'
import { newestFirst, toPage } from '../../core/page-cursor.js'
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
import { BoundedMap } from './bounded-map.js'

const DEFAULT_MAX_LINKS = 10_000
const MAX_READERS = 100_000
const MAX_REPORTERS = 1000

/** Forgets everything at exit, and the oldest link when full; a forgotten link without restrictions goes on working by its token alone. */
export class MemoryLinkStore implements LinkStore {
  readonly links: Map<string, Link>
  readonly readers = new BoundedMap<string, { readonly linkId: string; readonly reader: string }>(MAX_READERS)

  /** Up to which number each reporter's reports are recorded. */
  readonly #reported = new BoundedMap<string, number>(MAX_REPORTERS)

  constructor(maxLinks = DEFAULT_MAX_LINKS) {
    this.links = new BoundedMap(maxLinks)
  }

  add(link: Link): Promise<void> {
    if (this.links.has(link.id)) return Promise.reject(new Error(`There is a link ${link.id} already`))
    this.links.set(link.id, link)
    return Promise.resolve()
  }

  find(linkId: string): Promise<Link | null> {
    return Promise.resolve(this.links.get(linkId) ?? null)
  }

  findAll(linkIds: readonly string[]): Promise<Link[]> {
    return Promise.resolve([...new Set(linkIds)].flatMap((id) => this.links.get(id) ?? []))
  }

  update(linkId: string, changes: LinkChanges): Promise<Link | null> {
    const link = this.links.get(linkId)
    if (!link) return Promise.resolve(null)
    const { expiresAtMs = link.expiresAtMs, restrictions = link.restrictions } = changes
    const changed = { ...link, expiresAtMs, restrictions }
    this.links.set(linkId, changed)
    return Promise.resolve(changed)
  }

  revoke(linkId: string, atMs: number): Promise<boolean> {
    return Promise.resolve(this.#revokeWhere(({ id }) => id === linkId, atMs) > 0)
  }

  revokeByLogMessage(logMessageId: number, atMs: number): Promise<number> {
    return Promise.resolve(this.#revokeWhere((link) => link.logMessageId === logMessageId, atMs))
  }

  consumeDownload(linkId: string, reader: string, atMs: number): Promise<DownloadAnswer> {
    const link = this.links.get(linkId)
    if (!link) return Promise.resolve('unknown')
    if (this.readers.has(readerKey(linkId, reader))) return Promise.resolve('known')
    if (link.downloads >= (link.restrictions.maxDownloads ?? Infinity)) return Promise.resolve('exhausted')
    this.readers.set(readerKey(linkId, reader), { linkId, reader })
    this.#access({ linkId, downloads: 1, lastAccessAtMs: atMs })
    return Promise.resolve('counted')
  }

  addSubtitles(linkId: string, subtitles: Subtitles, max: number): Promise<SubtitlesAnswer> {
    const link = this.links.get(linkId)
    if (!link) return Promise.resolve('unknown')
    if (link.subtitles.some(({ id }) => id === subtitles.id)) return Promise.resolve('known')
    if (link.subtitles.length >= max) return Promise.resolve('full')
    this.links.set(linkId, { ...link, subtitles: [...link.subtitles, subtitles] })
    return Promise.resolve('added')
  }

  removeSubtitles(linkId: string, subtitlesId: string): Promise<boolean> {
    const link = this.links.get(linkId)
    if (!link?.subtitles.some(({ id }) => id === subtitlesId)) return Promise.resolve(false)
    this.links.set(linkId, { ...link, subtitles: link.subtitles.filter(({ id }) => id !== subtitlesId) })
    return Promise.resolve(true)
  }

  recordAccess({ reporter, sequence, accesses }: AccessReport): Promise<void> {
    if ((this.#reported.get(reporter) ?? -Infinity) >= sequence) return Promise.resolve()
    this.#reported.set(reporter, sequence)
    for (const access of accesses) this.#access(access)
    return Promise.resolve()
  }

  list({ ownerId, limit, after }: Parameters<LinkStore['list']>[0]): Promise<LinkPage> {
    const { items: links, next } = toPage(this.#behind(ownerId, after), limit)
    return Promise.resolve({ links, next })
  }

  listNames({ ownerId, limit, after }: Parameters<LinkStore['list']>[0]): Promise<LinkFileName[]> {
    const links = this.#behind(ownerId, after).slice(0, limit)
    return Promise.resolve(links.map(({ id, createdAtMs, file }) => ({ id, createdAtMs, fileName: file.name })))
  }

  count(made?: Parameters<LinkStore['count']>[0]): Promise<number> {
    if (!made) return Promise.resolve(this.links.size)
    const isMeant = (link: Link) => link.ownerId === made.ownerId && link.createdAtMs >= made.sinceMs
    return Promise.resolve([...this.links.values()].filter(isMeant).length)
  }

  prune(beforeMs: number): Promise<number> {
    let pruned = 0
    for (const { id, expiresAtMs, revokedAtMs } of this.links.values()) {
      if (Math.min(expiresAtMs ?? Infinity, revokedAtMs ?? Infinity) < beforeMs && this.links.delete(id)) pruned++
    }
    for (const [key, { linkId }] of this.readers) if (!this.links.has(linkId)) this.readers.delete(key)
    return Promise.resolve(pruned)
  }

  #behind(ownerId: number | null, after: LinkCursor | null): Link[] {
    return [...this.links.values()]
      .filter((link) => (ownerId === null || link.ownerId === ownerId) && (!after || newestFirst(after, link) < 0))
      .sort(newestFirst)
  }

  #revokeWhere(isMeant: (link: Link) => boolean, atMs: number): number {
    const links = [...this.links.values()].filter((link) => link.revokedAtMs === null && isMeant(link))
    for (const link of links) this.links.set(link.id, { ...link, revokedAtMs: atMs })
    return links.length
  }

  #access({ linkId, downloads, lastAccessAtMs }: LinkAccess): void {
    const link = this.links.get(linkId)
    if (!link) return
    this.links.set(linkId, {
      ...link,
      downloads: link.downloads + downloads,
      lastAccessAtMs: Math.max(link.lastAccessAtMs ?? 0, lastAccessAtMs),
    })
  }
}

/** Ids of links hold no space. */
export function readerKey(linkId: string, reader: string): string {
  return `${linkId} ${reader}`
}
