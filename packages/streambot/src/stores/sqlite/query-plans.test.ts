import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSqliteStores } from './open-sqlite-stores.js'
import { SqliteConnection } from './sqlite-connection.js'

/** Meant to go through a whole table, or to sort what it found. */
const READS_EVERYTHING: Readonly<Record<string, string>> = {
  'SELECT * FROM link_keys ORDER BY created_at_ms, id': 'there are 256 at most',
  'SELECT * FROM api_tokens ORDER BY created_at_ms DESC': 'there are few',
  'SELECT * FROM settings ORDER BY name': 'there are few',
  'SELECT count(*) AS links FROM links': 'counts all of them',
  'SELECT count(*) AS users FROM users': 'counts all of them',
}

describe('every statement', () => {
  let connection: SqliteConnection
  beforeAll(async () => {
    connection = await SqliteConnection.open(':memory:')
    createSqliteStores(connection)
  })
  afterAll(() => connection.close())

  it('finds its rows by an index, unless it is meant to read everything', () => {
    expect(connection.statements.length).toBeGreaterThan(60)
    const slow = connection.statements.flatMap(({ source }) =>
      slowStepsOf(source).map((step) => `${step} in ${source}`),
    )
    expect(slow.filter((complaint) => !Object.keys(READS_EVERYTHING).some((sql) => complaint.endsWith(sql)))).toEqual(
      [],
    )
  })

  it('is excused only where it needs to be', () => {
    const slow = connection.statements.map(({ source }) => source).filter((source) => slowStepsOf(source).length > 0)
    expect(slow.sort()).toEqual(Object.keys(READS_EVERYTHING).sort())
  })

  it('is recognised when it is slow', () => {
    expect(slowStepsOf('SELECT * FROM links WHERE name = @name')).toEqual(['SCAN links'])
    expect(slowStepsOf('SELECT * FROM bans WHERE user_id > ? ORDER BY reason')).toEqual([
      'USE TEMP B-TREE FOR ORDER BY',
    ])
  })

  function slowStepsOf(sql: string): string[] {
    // One parameter in all places: plans need no values.
    const plan = connection.database.prepare<[{ readonly any: null }], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN ${sql.replace(/@\w+|\?/g, '@any')}`,
    )
    return plan
      .all({ any: null })
      .map(({ detail }) => detail)
      .filter((detail) => /^SCAN (?!json_each|CONSTANT ROW)|TEMP B-TREE/.test(detail))
  }
})
