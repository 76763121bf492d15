/** Where links are remembered. Every verb is atomic; a resolved promise means the change survives a crash of the process. */
import type { Link, LinkChanges } from '../core/link.js'
import type { PageCursor } from '../core/page-cursor.js'
import type { Subtitles } from '../core/subtitles.js'

export interface LinkPage {
  /** Newest first; of the same millisecond, by falling id. */
  readonly links: readonly Link[]
  /** For the next page; null: that was the last one. */
  readonly next: LinkCursor | null
}

/** The last link of a page. */
export type LinkCursor = PageCursor

/** What the file of a link is called, and where in a list the link is. */
export interface LinkFileName extends LinkCursor {
  readonly fileName: string
}

/** `exhausted`: the maximum is reached, and this reader is not among those counted. `unknown`: there is no such link. */
export type DownloadAnswer = 'counted' | 'known' | 'exhausted' | 'unknown'

/** `full`: there are as many as there may be, and these are not among them. `unknown`: there is no such link. */
export type SubtitlesAnswer = 'added' | 'known' | 'full' | 'unknown'

/** Readers of one link since the last report. */
export interface LinkAccess {
  readonly linkId: string
  readonly downloads: number
  readonly lastAccessAtMs: number
}

/** Has a number of its own, so that one sent again after an answer was lost is counted once. */
export interface AccessReport {
  /** Who reports: made up at each start of an instance. At most 64 letters, digits and dashes. */
  readonly reporter: string
  /** Rises with each report of one reporter, who waits for one to be recorded before the next. */
  readonly sequence: number
  /** At most 1,000, each link once. */
  readonly accesses: readonly LinkAccess[]
}

/** @throws StreamBotError store_unavailable, from every verb */
export interface LinkStore {
  /** Durable when resolved. Rejects an id that exists, and keeps the first. */
  add(link: Link): Promise<void>
  /** null: never existed here. Revoked and expired links are returned as they are. */
  find(linkId: string): Promise<Link | null>
  /** Those that exist, in any order. At most 1,000 ids. */
  findAll(linkIds: readonly string[]): Promise<Link[]>
  /** @returns the link as it is now; null: there is none */
  update(linkId: string, changes: LinkChanges): Promise<Link | null>
  /** @returns false when there is no such link, or it was revoked before: the first moment stays */
  revoke(linkId: string, atMs: number): Promise<boolean>
  /** Every link of a copy in the log channel that is gone. @returns how many were not revoked before */
  revokeByLogMessage(logMessageId: number, atMs: number): Promise<number>
  /**
   * Counts a reader of a link with a maximum, once: a reader that was counted reads on. Never lets more readers in than the maximum, however
   * many ask at the same time; of a link without one nobody is turned away.
   * @param reader who reads, the same for every range; opaque, at most 64 characters
   */
  consumeDownload(linkId: string, reader: string, atMs: number): Promise<DownloadAnswer>
  /**
   * Puts subtitles behind those that the link has; once, however often they come under the same id. Never lets more in than `max`, however many come
   * at the same time.
   */
  addSubtitles(linkId: string, subtitles: Subtitles, max: number): Promise<SubtitlesAnswer>
  /** @returns false when there is no such link, or it has none with this id */
  removeSubtitles(linkId: string, subtitlesId: string): Promise<boolean>
  /**
   * Adds readers of links without a maximum, and moves `lastAccessAtMs` forward; links that do not exist are passed over. Durable when
   * resolved. A report that was recorded before changes nothing.
   */
  recordAccess(report: AccessReport): Promise<void>
  /** @param filter.ownerId null: of everybody. At most 1,000 at a time. */
  list(filter: {
    readonly ownerId: number | null
    readonly limit: number
    readonly after: LinkCursor | null
  }): Promise<LinkPage>
  /** The same links in the same order, by what their files are called: all that whoever looks for a name has to read. At most 1,000 at a time. */
  listNames(filter: Parameters<LinkStore['list']>[0]): Promise<LinkFileName[]>
  /** How many there are, revoked and expired ones too. @param made of one person, at this moment or later */
  count(made?: { readonly ownerId: number; readonly sinceMs: number }): Promise<number>
  /** Forgets links that expired or were revoked before. @returns how many */
  prune(beforeMs: number): Promise<number>
}
