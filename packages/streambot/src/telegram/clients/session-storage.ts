/**
 * A session whose bot goes on while its disk takes nothing. The library would drop the update that it could not write something down for, and
 * the bot would be silent to whoever sent it. What waits, and the newest of each, is written with the first change that can be written.
 * Where the bot is in its updates is written once everything up to there is dealt with.
 */
import { BaseSqliteStorage, type ISqliteStatement } from '@mtcute/core'
import { SqliteStorageDriver } from '@mtcute/node'
import type { UpdatePlaces } from '../../ports/update-places.js'
import type { UpdateCheckpoint } from './update-checkpoint.js'

/** People who wrote meanwhile, mostly. Of one that is dropped Telegram is asked again. */
const MAX_WAITING = 10_000
/** How the library names what it knows of updates: pts, qts, date, seq, and the pts of each channel. */
const UPDATES_STATE = /^updates_/

/** Whoever handles the bot's updates. */
export interface UpdateHandler {
  readonly checkpoint: UpdateCheckpoint
  /** Told of each place that is written here; null: nobody else takes the bot's updates. */
  readonly places: UpdatePlaces | null
}

export class SessionStorage extends BaseSqliteStorage {
  /**
   * @param handler null: nobody handles the bot's updates
   * @param onTrouble once for each outage
   */
  constructor(path: string, handler: UpdateHandler | null, onTrouble: (error: Error) => void) {
    super(new SessionDriver(path, handler, onTrouble))
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
  #isClosed = false

  constructor(
    path: string,
    private readonly handler: UpdateHandler | null,
    private readonly onTrouble: (error: Error) => void,
  ) {
    super(path)
  }

  override _writeLater(statement: ISqliteStatement, values: unknown[]): void {
    const key = `${this.#nameOf(statement)} ${String(values[0])}`
    const isPlace = typeof values[0] === 'string' && UPDATES_STATE.test(values[0])
    if (!isPlace || !this.handler) return this.#keep(key, statement, values)
    const { checkpoint, places } = this.handler
    let isLate = false
    checkpoint.place(key, () => {
      this.#keep(key, statement, values)
      if (places) noteIn(places, values)
      if (isLate) this._save()
    })
    isLate = true
  }

  #keep(key: string, statement: ISqliteStatement, values: unknown[]): void {
    this.#waiting.delete(key)
    this.#waiting.set(key, { statement, values })
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size > MAX_WAITING && oldest !== undefined) this.#waiting.delete(oldest)
  }

  override _save(): void {
    if (this.#waiting.size === 0 || this.#isClosed) return
    try {
      this.db.transaction(() => this.#waiting.forEach(({ statement, values }) => statement.run(...values)))()
      this.#waiting.clear()
      this.#isInTrouble = false
    } catch (error) {
      if (!this.#isInTrouble) this.onTrouble(toTrouble(error))
      this.#isInTrouble = true
    }
  }

  /** Updates may be settled later still; after the next start they come once more. */
  override _destroy(): void {
    super._destroy()
    this.#isClosed = true
  }

  #nameOf(statement: ISqliteStatement): number {
    const name = this.#names.get(statement) ?? this.#names.size
    this.#names.set(statement, name)
    return name
  }
}

function noteIn(places: UpdatePlaces, [key, value]: readonly unknown[]): void {
  if (typeof key === 'string' && value instanceof Uint8Array) places.note({ key, value })
}

function toTrouble(cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `Its session cannot be written (${why}). It goes on; after a crash it may answer again what it has answered since`
  return new Error(message, { cause })
}
