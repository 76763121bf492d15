import type { Statement } from 'better-sqlite3'
import type { StoredFile } from '../../core/stored-file.js'
import type { FileStore } from '../../ports/file-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { FILES } from './tables.js'

export class SqliteFileStore implements FileStore {
  readonly #select: Statement<[string], Row>
  readonly #insertNew: Statement<[Row]>
  readonly #delete: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#select = connection.prepare('SELECT * FROM files WHERE telegram_file_id = ?')
    this.#insertNew = connection.prepare(`${FILES.insert} ON CONFLICT (telegram_file_id) DO NOTHING`)
    this.#delete = connection.prepare('DELETE FROM files WHERE log_message_id = ?')
  }

  find(telegramFileId: string): Promise<StoredFile | null> {
    return this.connection.run(() => this.#read(telegramFileId))
  }

  add(file: StoredFile): Promise<StoredFile> {
    return this.connection.transact(() => {
      this.#insertNew.run(FILES.toRow(file))
      return this.#read(file.file.telegramFileId) ?? file
    })
  }

  forgetCopy(logMessageId: number): Promise<boolean> {
    return this.connection.run(() => this.#delete.run(logMessageId).changes > 0)
  }

  #read(telegramFileId: string): StoredFile | null {
    const row = this.#select.get(telegramFileId)
    return row ? FILES.toValue(row) : null
  }
}
