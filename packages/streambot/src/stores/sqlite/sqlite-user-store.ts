import type { Statement } from 'better-sqlite3'
import type { User, UserChanges, UserProfile } from '../../core/user.js'
import type { UserStore } from '../../ports/user-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { USERS } from './tables.js'

type Sighting = UserProfile & { readonly atMs: number }

export class SqliteUserStore implements UserStore {
  readonly #see: Statement<[Sighting], Row>
  readonly #insertUnknown: Statement<[{ readonly id: number; readonly atMs: number }]>
  readonly #decide: Statement<[Row]>
  readonly #select: Statement<[number], Row>
  readonly #selectByUsername: Statement<[string], Row>
  readonly #page: Statement<[number, number], Row>
  readonly #count: Statement<[], { readonly users: number }>

  constructor(private readonly connection: SqliteConnection) {
    this.#see = connection.prepare(
      `INSERT INTO users (id, first_name, username, language_code, first_seen_at_ms, last_seen_at_ms)
         VALUES (@id, @firstName, @username, @languageCode, @atMs, @atMs)
       ON CONFLICT (id) DO UPDATE SET first_name = @firstName, username = @username, language_code = @languageCode,
         last_seen_at_ms = max(last_seen_at_ms, @atMs), unreachable_since_ms = NULL
       RETURNING *`,
    )
    this.#insertUnknown = connection.prepare(
      `INSERT INTO users (id, first_name, first_seen_at_ms, last_seen_at_ms) VALUES (@id, '', @atMs, @atMs)
       ON CONFLICT (id) DO NOTHING`,
    )
    this.#decide = connection.prepare(
      `UPDATE users SET is_authorized = @is_authorized, links_per_day = @links_per_day,
         bandwidth_bytes_per_month = @bandwidth_bytes_per_month, chosen_language = @chosen_language,
         unreachable_since_ms = @unreachable_since_ms
       WHERE id = @id`,
    )
    this.#select = connection.prepare('SELECT * FROM users WHERE id = ?')
    this.#selectByUsername = connection.prepare(
      'SELECT * FROM users WHERE username = ? ORDER BY last_seen_at_ms DESC LIMIT 1',
    )
    this.#page = connection.prepare('SELECT * FROM users WHERE id > ? ORDER BY id LIMIT ?')
    this.#count = connection.prepare('SELECT count(*) AS users FROM users')
  }

  seen(profile: UserProfile, atMs: number): Promise<User> {
    return this.connection.run(() => USERS.toValue(this.#see.get({ ...profile, atMs })!))
  }

  async find(userId: number): Promise<User | null> {
    const row = await this.connection.run(() => this.#select.get(userId))
    return row ? USERS.toValue(row) : null
  }

  async findByUsername(username: string): Promise<User | null> {
    const row = await this.connection.run(() => this.#selectByUsername.get(username))
    return row ? USERS.toValue(row) : null
  }

  update(userId: number, changes: UserChanges, atMs: number): Promise<User> {
    return this.connection.transact(() => {
      this.#insertUnknown.run({ id: userId, atMs })
      const user = USERS.toValue(this.#select.get(userId)!)
      const {
        isAuthorized = user.isAuthorized,
        linksPerDay = user.linksPerDay,
        bandwidthBytesPerMonth = user.bandwidthBytesPerMonth,
        chosenLanguage = user.chosenLanguage,
        unreachableSinceMs = user.unreachableSinceMs,
      } = changes
      const decided = { isAuthorized, linksPerDay, bandwidthBytesPerMonth, chosenLanguage, unreachableSinceMs }
      const changed = { ...user, ...decided }
      this.#decide.run(USERS.toRow(changed))
      return changed
    })
  }

  page(afterId: number, limit: number): Promise<User[]> {
    return this.connection.run(() => this.#page.all(afterId, limit).map((row) => USERS.toValue(row)))
  }

  count(): Promise<number> {
    return this.connection.run(() => this.#count.get()?.users ?? 0)
  }
}
