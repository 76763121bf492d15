import type { Statement } from 'better-sqlite3'
import type { Link, LinkChanges } from '../../core/link.js'
import { toPage } from '../../core/page-cursor.js'
import type { Subtitles } from '../../core/subtitles.js'
import type {
  AccessReport,
  DownloadAnswer,
  LinkAccess,
  LinkFileName,
  LinkPage,
  LinkStore,
  SubtitlesAnswer,
} from '../../ports/link-store.js'
import { BEHIND, NEWEST, NEWEST_FIRST } from './newest-first.js'
import { MAX_PRUNED_AT_ONCE, prune } from './prune.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { LINKS } from './tables.js'

export class SqliteLinkStore implements LinkStore {
  readonly #insert: Statement<[Row]>
  readonly #select: Statement<[string], Row>
  readonly #selectAll: Statement<[string], Row>
  readonly #update: Statement<[Row]>
  readonly #revoke: Statement<[number, string]>
  readonly #revokeByLogMessage: Statement<[number, number]>
  readonly #setSubtitles: Statement<[string, string]>
  readonly #access: Statement<[LinkAccess]>
  readonly #list: Statement<[number, string, number], Row>
  readonly #listOwned: Statement<[number, number, string, number], Row>
  readonly #listNames: Statement<[number, string, number], LinkFileName>
  readonly #listOwnedNames: Statement<[number, number, string, number], LinkFileName>
  readonly #count: Statement<[], { readonly links: number }>
  readonly #countMade: Statement<[number, number], { readonly links: number }>
  readonly #prune: Statement<[{ readonly beforeMs: number }]>
  readonly #selectReader: Statement<[string, string]>
  readonly #insertReader: Statement<[string, string]>
  readonly #acceptReport: Statement<[string, number, number]>
  readonly #pruneReporters: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#insert = connection.prepare(LINKS.insert)
    this.#select = connection.prepare('SELECT * FROM links WHERE id = ?')
    this.#selectAll = connection.prepare('SELECT * FROM links WHERE id IN (SELECT value FROM json_each(?))')
    this.#update = connection.prepare(
      `UPDATE links SET expires_at_ms = @expires_at_ms, password_hash = @password_hash,
         max_downloads = @max_downloads, addresses = @addresses WHERE id = @id`,
    )
    this.#revoke = connection.prepare('UPDATE links SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL')
    this.#revokeByLogMessage = connection.prepare(
      'UPDATE links SET revoked_at_ms = ? WHERE log_message_id = ? AND revoked_at_ms IS NULL',
    )
    this.#setSubtitles = connection.prepare('UPDATE links SET subtitles = ? WHERE id = ?')
    this.#access = connection.prepare(
      `UPDATE links SET downloads = downloads + @downloads,
         last_access_at_ms = max(ifnull(last_access_at_ms, 0), @lastAccessAtMs) WHERE id = @linkId`,
    )
    const page = `${BEHIND} ${NEWEST_FIRST} LIMIT ?`
    this.#list = connection.prepare(`SELECT * FROM links WHERE ${page}`)
    this.#listOwned = connection.prepare(`SELECT * FROM links WHERE owner_id = ? AND ${page}`)
    const named = 'SELECT id, created_at_ms AS createdAtMs, name AS fileName FROM links'
    this.#listNames = connection.prepare(`${named} WHERE ${page}`)
    this.#listOwnedNames = connection.prepare(`${named} WHERE owner_id = ? AND ${page}`)
    this.#count = connection.prepare('SELECT count(*) AS links FROM links')
    this.#countMade = connection.prepare(
      'SELECT count(*) AS links FROM links WHERE owner_id = ? AND created_at_ms >= ?',
    )
    this.#prune = connection.prepare(
      `DELETE FROM links WHERE expires_at_ms < @beforeMs OR revoked_at_ms < @beforeMs LIMIT ${MAX_PRUNED_AT_ONCE}`,
    )
    this.#selectReader = connection.prepare('SELECT 1 FROM link_readers WHERE link_id = ? AND reader = ?')
    this.#insertReader = connection.prepare('INSERT INTO link_readers (link_id, reader) VALUES (?, ?)')
    this.#acceptReport = connection.prepare(
      `INSERT INTO access_reporters (reporter, last_sequence, last_access_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (reporter) DO UPDATE SET last_sequence = excluded.last_sequence,
         last_access_at_ms = max(last_access_at_ms, excluded.last_access_at_ms)
         WHERE excluded.last_sequence > last_sequence`,
    )
    this.#pruneReporters = connection.prepare(
      `DELETE FROM access_reporters WHERE last_access_at_ms < ? LIMIT ${MAX_PRUNED_AT_ONCE}`,
    )
  }

  async add(link: Link): Promise<void> {
    await this.connection.run(() => this.#insert.run(LINKS.toRow(link)))
  }

  find(linkId: string): Promise<Link | null> {
    return this.connection.run(() => this.#read(linkId))
  }

  findAll(linkIds: readonly string[]): Promise<Link[]> {
    return this.connection.run(() => this.#selectAll.all(JSON.stringify(linkIds)).map((row) => LINKS.toValue(row)))
  }

  update(linkId: string, changes: LinkChanges): Promise<Link | null> {
    return this.connection.transact(() => {
      const link = this.#read(linkId)
      if (!link) return null
      const { expiresAtMs = link.expiresAtMs, restrictions = link.restrictions } = changes
      const changed = { ...link, expiresAtMs, restrictions }
      this.#update.run(LINKS.toRow(changed))
      return changed
    })
  }

  revoke(linkId: string, atMs: number): Promise<boolean> {
    return this.connection.run(() => this.#revoke.run(atMs, linkId).changes > 0)
  }

  revokeByLogMessage(logMessageId: number, atMs: number): Promise<number> {
    return this.connection.run(() => this.#revokeByLogMessage.run(atMs, logMessageId).changes)
  }

  /** A reader that was counted is recognised without writing: it asks for each of its ranges. */
  async consumeDownload(linkId: string, reader: string, atMs: number): Promise<DownloadAnswer> {
    if (await this.connection.run(() => this.#isReader(linkId, reader))) return 'known'
    return this.connection.transact(() => {
      const link = this.#read(linkId)
      if (!link) return 'unknown'
      if (this.#isReader(linkId, reader)) return 'known'
      if (link.downloads >= (link.restrictions.maxDownloads ?? Infinity)) return 'exhausted'
      this.#insertReader.run(linkId, reader)
      this.#access.run({ linkId, downloads: 1, lastAccessAtMs: atMs })
      return 'counted'
    })
  }

  addSubtitles(linkId: string, subtitles: Subtitles, max: number): Promise<SubtitlesAnswer> {
    return this.connection.transact(() => {
      const link = this.#read(linkId)
      if (!link) return 'unknown'
      if (link.subtitles.some(({ id }) => id === subtitles.id)) return 'known'
      if (link.subtitles.length >= max) return 'full'
      this.#setSubtitles.run(JSON.stringify([...link.subtitles, subtitles]), linkId)
      return 'added'
    })
  }

  removeSubtitles(linkId: string, subtitlesId: string): Promise<boolean> {
    return this.connection.transact(() => {
      const { subtitles = [] } = this.#read(linkId) ?? {}
      const left = subtitles.filter(({ id }) => id !== subtitlesId)
      if (left.length === subtitles.length) return false
      this.#setSubtitles.run(JSON.stringify(left), linkId)
      return true
    })
  }

  recordAccess({ reporter, sequence, accesses }: AccessReport): Promise<void> {
    const lastAccessAtMs = Math.max(0, ...accesses.map((access) => access.lastAccessAtMs))
    return this.connection.transact(() => {
      if (this.#acceptReport.run(reporter, sequence, lastAccessAtMs).changes === 0) return
      for (const access of accesses) this.#access.run(access)
    })
  }

  async list({ ownerId, limit, after }: Parameters<LinkStore['list']>[0]): Promise<LinkPage> {
    const { createdAtMs, id } = after ?? NEWEST
    const rows = await this.connection.run(() =>
      ownerId === null
        ? this.#list.all(createdAtMs, id, limit + 1)
        : this.#listOwned.all(ownerId, createdAtMs, id, limit + 1),
    )
    const found = rows.map((row) => LINKS.toValue(row))
    const { items: links, next } = toPage(found, limit)
    return { links, next }
  }

  listNames({ ownerId, limit, after }: Parameters<LinkStore['list']>[0]): Promise<LinkFileName[]> {
    const { createdAtMs, id } = after ?? NEWEST
    return this.connection.run(() =>
      ownerId === null
        ? this.#listNames.all(createdAtMs, id, limit)
        : this.#listOwnedNames.all(ownerId, createdAtMs, id, limit),
    )
  }

  count(made?: Parameters<LinkStore['count']>[0]): Promise<number> {
    return this.connection.run(() => {
      const counted = made ? this.#countMade.get(made.ownerId, made.sinceMs) : this.#count.get()
      return counted?.links ?? 0
    })
  }

  async prune(beforeMs: number): Promise<number> {
    await prune(this.connection, this.#pruneReporters, beforeMs)
    return prune(this.connection, this.#prune, { beforeMs })
  }

  #read(linkId: string): Link | null {
    const row = this.#select.get(linkId)
    return row ? LINKS.toValue(row) : null
  }

  #isReader(linkId: string, reader: string): boolean {
    return this.#selectReader.get(linkId, reader) !== undefined
  }
}
