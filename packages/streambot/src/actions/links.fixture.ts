/** A link with its key, token, records and a database that can be away, for tests of whoever serves links. */
import type { Ban } from '../core/ban.js'
import { StreamBotError } from '../core/errors.js'
import { createLinkToken, verifyLinkToken } from '../core/link-token.js'
import { UNRESTRICTED, isRestricted, type Link, type LinkKey, type LinkRestrictions } from '../core/link.js'
import type { MediaFile } from '../core/media-file.js'
import type { AccessReport, DownloadAnswer, LinkAccess } from '../ports/link-store.js'

export const NOW_MS = 5_000_000
export const EXPIRES_AT_MS = NOW_MS + 60_000

export const sampleFile: MediaFile = {
  kind: 'document',
  name: 'a.bin',
  mimeType: 'application/octet-stream',
  sizeBytes: 10,
  telegramFileId: '99',
  durationSeconds: null,
  width: null,
  height: null,
}

export const sampleLink: Link = {
  id: '0011223344556677',
  logMessageId: 42,
  file: sampleFile,
  ownerId: 7,
  createdAtMs: 1000,
  expiresAtMs: EXPIRES_AT_MS,
  revokedAtMs: null,
  restrictions: UNRESTRICTED,
  downloads: 0,
  lastAccessAtMs: null,
  subtitles: [],
}

export function restricted(restrictions: Partial<LinkRestrictions>, link: Link = sampleLink): Link {
  return { ...link, restrictions: { ...UNRESTRICTED, ...restrictions } }
}

export function banOf(userId: number, untilMs: number | null = null): Ban {
  return { userId, reason: null, bannedBy: 1, createdAtMs: 0, untilMs }
}

export class FakeKeys {
  readonly key: LinkKey = { id: 1, secret: new Uint8Array(32).fill(1), createdAtMs: 0 }

  verify(token: string) {
    return Promise.resolve(verifyLinkToken([this.key], token))
  }

  keyOf(): LinkKey {
    return this.key
  }

  tokenOf(link: Link): string {
    const { id: linkId, logMessageId, file, expiresAtMs, restrictions } = link
    const claims = { linkId, logMessageId, sizeBytes: file.sizeBytes, expiresAtMs }
    return createLinkToken(this.key, { ...claims, isRestricted: isRestricted(restrictions) })
  }
}

/** Says what was asked of it, away or not. */
export abstract class FakeStore {
  readonly asked: string[] = []
  failure: Error | null = null

  goAway(): void {
    this.failure = new StreamBotError('store_unavailable', 'away')
  }

  protected answer<Answer>(question: string, toAnswer: () => Answer): Promise<Answer> {
    this.asked.push(question)
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(toAnswer())
  }
}

export class FakeLinks extends FakeStore {
  readonly links = new Map<string, Link>()
  readonly recorded: LinkAccess[] = []
  /** What is recorded is so without a word. */
  losesAnswers = false
  #lastSequence = 0
  readonly #readers = new Map<string, Set<string>>()

  constructor(...links: Link[]) {
    super()
    for (const link of links) this.put(link)
  }

  put(link: Link): void {
    this.links.set(link.id, link)
  }

  find(linkId: string): Promise<Link | null> {
    return this.answer(`find ${linkId}`, () => this.links.get(linkId) ?? null)
  }

  findAll(linkIds: readonly string[]): Promise<Link[]> {
    return this.answer(`findAll ${linkIds.length}`, () => linkIds.flatMap((id) => this.links.get(id) ?? []))
  }

  consumeDownload(linkId: string, reader: string): Promise<DownloadAnswer> {
    return this.answer(`consume ${linkId}`, () => {
      const link = this.links.get(linkId)
      if (!link) return 'unknown'
      const readers = this.#readers.get(linkId) ?? new Set()
      if (readers.has(reader)) return 'known'
      if (readers.size >= (link.restrictions.maxDownloads ?? Infinity)) return 'exhausted'
      this.#readers.set(linkId, readers.add(reader))
      this.put({ ...link, downloads: link.downloads + 1 })
      return 'counted'
    })
  }

  async recordAccess(report: AccessReport): Promise<void> {
    await this.answer(`record ${report.accesses.length}`, () => {
      if (report.sequence <= this.#lastSequence) return
      this.#lastSequence = report.sequence
      this.recorded.push(...report.accesses)
    })
    if (this.losesAnswers) throw new StreamBotError('store_unavailable', 'no answer')
  }
}

export class FakeBans extends FakeStore {
  readonly bans = new Map<number, Ban>()

  find(userId: number): Promise<Ban | null> {
    return this.answer(`find ${userId}`, () => this.bans.get(userId) ?? null)
  }

  findAll(userIds: readonly number[]): Promise<Ban[]> {
    return this.answer(`findAll ${userIds.length}`, () => userIds.flatMap((id) => this.bans.get(id) ?? []))
  }
}
