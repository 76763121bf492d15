/**
 * Every stream that is open, to be seen and to be ended: by its id, with its link, its owner's or all. A record leaves when it is disposed,
 * however its stream ends.
 */
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

  /** Of the links that are being read. */
  linkIds(): Set<string> {
    return new Set([...this.#records.values()].map((record) => record.linkId))
  }

  /** @returns how many are ended */
  cancelLink(linkId: string, reason: string): number {
    return this.#cancelThose((record) => record.linkId === linkId, reason)
  }

  /** @param ownerId of their links. @returns how many are ended */
  cancelOwnedBy(ownerId: number, reason: string): number {
    return this.#cancelThose((record) => record.ownerId === ownerId, reason)
  }

  /** @returns how many are ended */
  cancelAll(reason: string): number {
    return this.#cancelThose(() => true, reason)
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

  #cancelThose(isMeant: (record: StreamRecord) => boolean, reason: string): number {
    const meant = [...this.#records.values()].filter(isMeant)
    for (const record of meant) record.cancel(reason)
    return meant.length
  }
}
