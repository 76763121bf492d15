import type { Statement } from 'better-sqlite3'
import type { ApiToken } from '../../core/api-token.js'
import type { ApiTokenStore } from '../../ports/api-token-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { API_TOKENS } from './tables.js'

export class SqliteApiTokenStore implements ApiTokenStore {
  readonly #insert: Statement<[Row]>
  readonly #selectByHash: Statement<[string], Row>
  readonly #all: Statement<[], Row>
  readonly #use: Statement<[number, string]>
  readonly #delete: Statement<[string]>

  constructor(private readonly connection: SqliteConnection) {
    this.#insert = connection.prepare(API_TOKENS.insert)
    this.#selectByHash = connection.prepare('SELECT * FROM api_tokens WHERE hash = ?')
    this.#all = connection.prepare('SELECT * FROM api_tokens ORDER BY created_at_ms DESC')
    this.#use = connection.prepare(
      'UPDATE api_tokens SET last_used_at_ms = max(ifnull(last_used_at_ms, 0), ?) WHERE id = ?',
    )
    this.#delete = connection.prepare('DELETE FROM api_tokens WHERE id = ?')
  }

  async add(token: ApiToken): Promise<void> {
    await this.connection.run(() => this.#insert.run(API_TOKENS.toRow(token)))
  }

  async findByHash(hash: string): Promise<ApiToken | null> {
    const row = await this.connection.run(() => this.#selectByHash.get(hash))
    return row ? API_TOKENS.toValue(row) : null
  }

  all(): Promise<ApiToken[]> {
    return this.connection.run(() => this.#all.all().map((row) => API_TOKENS.toValue(row)))
  }

  async used(tokenId: string, atMs: number): Promise<void> {
    await this.connection.run(() => this.#use.run(atMs, tokenId))
  }

  remove(tokenId: string): Promise<boolean> {
    return this.connection.run(() => this.#delete.run(tokenId).changes > 0)
  }
}
