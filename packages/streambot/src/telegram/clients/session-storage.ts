/**
 * A session whose bot goes on while its disk takes nothing. The library would drop the update that it could not write something down for, and
 * the bot would be silent to whoever sent it. What waits, and the newest of each, is written with the first change that can be written.
 */
import { BaseSqliteStorage, type ISqliteStatement } from '@mtcute/core'
import { SqliteStorageDriver } from '@mtcute/node'

/** People who wrote meanwhile, mostly. Of one that is dropped Telegram is asked again. */
const MAX_WAITING = 10_000

export class SessionStorage extends BaseSqliteStorage {
  /** @param onTrouble once for each outage */
  constructor(path: string, onTrouble: (error: Error) => void) {
    super(new SessionDriver(path, onTrouble))
  }
}

interface Row {
  readonly statement: ISqliteStatement
  readonly values: readonly unknown[]
}

/** Everything that is written later replaces what has the same key, which is its first value. */
class SessionDriver extends SqliteStorageDriver {
  readonly #waiting = new Map<string, Row>()
  readonly #names = new Map<ISqliteStatement, number>()
  #isInTrouble = false

  constructor(
    path: string,
    private readonly onTrouble: (error: Error) => void,
  ) {
    super(path)
  }

  override _writeLater(statement: ISqliteStatement, values: unknown[]): void {
    const key = `${this.#nameOf(statement)} ${String(values[0])}`
    this.#waiting.delete(key)
    this.#waiting.set(key, { statement, values })
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size > MAX_WAITING && oldest !== undefined) this.#waiting.delete(oldest)
  }

  override _save(): void {
    if (this.#waiting.size === 0) return
    try {
      this.db.transaction(() => this.#waiting.forEach(({ statement, values }) => statement.run(...values)))()
      this.#waiting.clear()
      this.#isInTrouble = false
    } catch (error) {
      if (!this.#isInTrouble) this.onTrouble(toTrouble(error))
      this.#isInTrouble = true
    }
  }

  #nameOf(statement: ISqliteStatement): number {
    const name = this.#names.get(statement) ?? this.#names.size
    this.#names.set(statement, name)
    return name
  }
}

function toTrouble(cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `Its session cannot be written (${why}). It goes on; after a crash it may answer again what it has answered since`
  return new Error(message, { cause })
}
