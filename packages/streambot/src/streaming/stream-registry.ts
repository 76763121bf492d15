/** Every stream that is open, to be seen and to be ended by its id. A record leaves when it is disposed, however its stream ends. */
import type { Clock } from '../ports/clock.js'
import { StreamRecord, type StreamAbout, type StreamInfo } from './stream-record.js'

export class StreamRegistry {
  readonly #records = new Map<string, StreamRecord>()

  constructor(private readonly clock: Clock) {}

  /** @param cancel ends the stream */
  open(about: StreamAbout, cancel: (reason: string) => void): StreamRecord {
    const record = new StreamRecord(about, this.clock.now(), cancel, () => this.#records.delete(about.id))
    this.#records.set(about.id, record)
    return record
  }

  get size(): number {
    return this.#records.size
  }

  /** The oldest first. */
  list(): StreamInfo[] {
    const nowMs = this.clock.now()
    return [...this.#records.values()].map((record) => record.info(nowMs))
  }

  /** @returns false when there is no such stream, or no longer */
  cancel(id: string, reason: string): boolean {
    const record = this.#records.get(id)
    record?.cancel(reason)
    return record !== undefined
  }

  /** Called every second or so: rates are taken, and streams that have stopped let go of what lies ahead of them. */
  sweep(): void {
    const nowMs = this.clock.now()
    for (const record of this.#records.values()) record.sweep(nowMs)
  }

  /** There is no room for one more: streams that stand still let go of what lies ahead of them. */
  relieve(): void {
    for (const record of this.#records.values()) record.relieve()
  }
}
