import type { Statement } from 'better-sqlite3'
import type { StoredFile } from '../../core/stored-file.js'
import type { FileIdentity, FileStore } from '../../ports/file-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { FILES } from './tables.js'

export class SqliteFileStore implements FileStore {
  readonly #select: Statement<[string], Row>
  readonly #selectAll: Statement<[string], Row>
  readonly #insertNew: Statement<[Row]>
  readonly #learnCrc32: Statement<[number, string, number]>
  readonly #delete: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#select = connection.prepare('SELECT * FROM files WHERE telegram_file_id = ?')
    this.#selectAll = connection.prepare(
      'SELECT * FROM files WHERE telegram_file_id IN (SELECT value FROM json_each(?))',
    )
    this.#insertNew = connection.prepare(`${FILES.insert} ON CONFLICT (telegram_file_id) DO NOTHING`)
    this.#learnCrc32 = connection.prepare(
      'UPDATE files SET crc32 = ifnull(crc32, ?) WHERE telegram_file_id = ? AND size_bytes = ?',
    )
    this.#delete = connection.prepare('DELETE FROM files WHERE log_message_id = ?')
  }

  find(telegramFileId: string): Promise<StoredFile | null> {
    return this.connection.run(() => this.#read(telegramFileId))
  }

  findAll(telegramFileIds: readonly string[]): Promise<StoredFile[]> {
    const ids = JSON.stringify(telegramFileIds)
    return this.connection.run(() => this.#selectAll.all(ids).map((row) => FILES.toValue(row)))
  }

  add(file: StoredFile): Promise<StoredFile> {
    return this.connection.transact(() => {
      this.#insertNew.run(FILES.toRow(file))
      return this.#read(file.file.telegramFileId) ?? file
    })
  }

  learnCrc32({ telegramFileId, sizeBytes }: FileIdentity, crc32: number): Promise<boolean> {
    return this.connection.run(() => this.#learnCrc32.run(crc32, telegramFileId, sizeBytes).changes > 0)
  }

  forgetCopy(logMessageId: number): Promise<boolean> {
    return this.connection.run(() => this.#delete.run(logMessageId).changes > 0)
  }

  #read(telegramFileId: string): StoredFile | null {
    const row = this.#select.get(telegramFileId)
    return row ? FILES.toValue(row) : null
  }
}
