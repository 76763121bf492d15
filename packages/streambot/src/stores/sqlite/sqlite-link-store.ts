import type { Database, Statement } from 'better-sqlite3'
import type { Link } from '../../core/link.js'
import type { MediaKind } from '../../core/media-file.js'
import type { LinkStore } from '../../ports/link-store.js'
import { runSqlite } from './run.js'

/** Columns as in the table `links`. */
interface LinkRow {
  readonly id: string
  readonly log_message_id: number
  readonly kind: string
  readonly name: string
  readonly mime_type: string
  readonly size_bytes: number
  readonly telegram_file_id: string
  readonly duration_seconds: number | null
  readonly width: number | null
  readonly height: number | null
  readonly owner_id: number
  readonly created_at_ms: number
  readonly expires_at_ms: number | null
  readonly revoked_at_ms: number | null
}

/**
 * Disposing closes the database, which the key store of the same file shares. Statements are prepared once and kept:
 * Node 24.19 and later may abort the process when one of this driver's is garbage-collected (RemoveEnvironmentCleanupHook).
 */
export class SqliteLinkStore implements LinkStore {
  readonly #insert: Statement<LinkRow>
  readonly #select: Statement<[string], LinkRow>

  constructor(private readonly database: Database) {
    this.#insert = database.prepare(
      `INSERT INTO links VALUES (@id, @log_message_id, @kind, @name, @mime_type, @size_bytes, @telegram_file_id,
         @duration_seconds, @width, @height, @owner_id, @created_at_ms, @expires_at_ms, @revoked_at_ms)`,
    )
    this.#select = database.prepare('SELECT * FROM links WHERE id = ?')
  }

  async add(link: Link): Promise<void> {
    await runSqlite(() => this.#insert.run(toRow(link)))
  }

  async find(linkId: string): Promise<Link | null> {
    const row = await runSqlite(() => this.#select.get(linkId))
    return row ? toLink(row) : null
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.database.close()
    return Promise.resolve()
  }
}

function toRow(link: Link): LinkRow {
  return {
    id: link.id,
    log_message_id: link.logMessageId,
    kind: link.file.kind,
    name: link.file.name,
    mime_type: link.file.mimeType,
    size_bytes: link.file.sizeBytes,
    telegram_file_id: link.file.telegramFileId,
    duration_seconds: link.file.durationSeconds,
    width: link.file.width,
    height: link.file.height,
    owner_id: link.ownerId,
    created_at_ms: link.createdAtMs,
    expires_at_ms: link.expiresAtMs,
    revoked_at_ms: link.revokedAtMs,
  }
}

function toLink(row: LinkRow): Link {
  return {
    id: row.id,
    logMessageId: row.log_message_id,
    file: {
      kind: row.kind as MediaKind,
      name: row.name,
      mimeType: row.mime_type,
      sizeBytes: row.size_bytes,
      telegramFileId: row.telegram_file_id,
      durationSeconds: row.duration_seconds,
      width: row.width,
      height: row.height,
    },
    ownerId: row.owner_id,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    revokedAtMs: row.revoked_at_ms,
  }
}
