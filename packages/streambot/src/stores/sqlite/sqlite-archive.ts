import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Statement } from 'better-sqlite3'
import type { Archive, ArchiveRecord } from '../../ports/archive.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row, Table } from './table.js'
import {
  API_TOKENS,
  APP_PASSWORDS,
  AUDIT_LOG,
  BANDWIDTH_OF_SERVICE,
  BANDWIDTH_OF_USERS,
  BANS,
  BATCHES,
  BROADCASTS,
  FILES,
  LINK_KEYS,
  LINK_READERS,
  LINKS,
  SETTINGS,
  USERS,
  WINDOWS,
} from './tables.js'

/** So many rows are read at a time; streams go on in between. */
const PAGE_ROWS = 500

/** A reader of a link that is not there is passed over. */
const RESTORE_READER = `INSERT INTO link_readers (link_id, reader)
  SELECT @link_id, @reader WHERE EXISTS (SELECT 1 FROM links WHERE id = @link_id) ON CONFLICT DO NOTHING`

type ValueOf<Kind extends ArchiveRecord['kind']> = Extract<ArchiveRecord, { kind: Kind }>['value']

/** One table of those that are archived. */
interface Shelf {
  readonly beforeAll: Row
  readonly beyond: Statement<[Row], Row>
  readonly toRecord: (row: Row) => ArchiveRecord
  /** @returns false when the record belongs into another table */
  readonly restore: (record: ArchiveRecord) => boolean
}

export class SqliteArchive implements Archive {
  readonly #shelves: readonly Shelf[]

  constructor(private readonly connection: SqliteConnection) {
    this.#shelves = [
      this.#shelfOfKind('key', LINK_KEYS),
      this.#shelfOfKind('link', LINKS),
      this.#shelfOfKind('reader', LINK_READERS, RESTORE_READER),
      this.#shelfOfKind('file', FILES),
      this.#shelfOfKind('user', USERS),
      this.#shelf(
        BANDWIDTH_OF_SERVICE,
        (value) => ({ kind: 'bandwidth', value: { ...value, userId: null } }),
        ({ kind, value }) => (kind === 'bandwidth' && value.userId === null ? value : null),
      ),
      this.#shelf(
        BANDWIDTH_OF_USERS,
        (value) => ({ kind: 'bandwidth', value }),
        ({ kind, value }) =>
          kind === 'bandwidth' && value.userId !== null ? { ...value, userId: value.userId } : null,
      ),
      this.#shelfOfKind('window', WINDOWS),
      this.#shelfOfKind('ban', BANS),
      this.#shelfOfKind('token', API_TOKENS),
      this.#shelfOfKind('app_password', APP_PASSWORDS),
      this.#shelfOfKind('setting', SETTINGS),
      this.#shelfOfKind('broadcast', BROADCASTS),
      this.#shelfOfKind('batch', BATCHES),
      this.#shelfOfKind('audit', AUDIT_LOG),
    ]
  }

  async *records(): AsyncGenerator<ArchiveRecord> {
    for (const { beforeAll, beyond, toRecord } of this.#shelves) {
      let last: Row | undefined = beforeAll
      while (last) {
        const after: Row = { ...last, limit: PAGE_ROWS }
        const rows = await this.connection.run(() => beyond.all(after))
        for (const row of rows) yield toRecord(row)
        last = rows.at(-1)
        await nextTurn()
      }
    }
  }

  restore(records: readonly ArchiveRecord[]): Promise<void> {
    return this.connection.transact(() => {
      for (const record of records) this.#shelves.some(({ restore }) => restore(record))
    })
  }

  #shelfOfKind<Kind extends ArchiveRecord['kind']>(
    kind: Kind,
    table: Table<ValueOf<Kind>>,
    restoreSql?: string,
  ): Shelf {
    return this.#shelf(
      table,
      (value) => ({ kind, value }) as ArchiveRecord,
      (record) => (record.kind === kind ? (record.value as ValueOf<Kind>) : null),
      restoreSql,
    )
  }

  #shelf<Value>(
    table: Table<Value>,
    toRecord: (value: Value) => ArchiveRecord,
    fromRecord: (record: ArchiveRecord) => Value | null,
    restoreSql = table.upsert,
  ): Shelf {
    const upsert = this.connection.prepare<[Row]>(restoreSql)
    return {
      beforeAll: table.beforeAll,
      beyond: this.connection.prepare(table.beyond),
      toRecord: (row) => toRecord(table.toValue(row)),
      restore: (record) => {
        const value = fromRecord(record)
        if (value !== null) upsert.run(table.toRow(value))
        return value !== null
      },
    }
  }
}
