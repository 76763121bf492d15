/** Bots that carry parts as a test tells them to, and the fleet they make. */
import type { LentBytes } from '../../core/lent-bytes.js'
import { fileKeyOf } from '../../core/media-file.js'
import type { PartSpan } from '../../ports/file-source.js'
import { ConnectionPace, type Reservation } from '../connections/connection-pace.js'
import type { Candidates, Carrier, Fleet, Line } from './carrier.js'
import type { LocatedFile } from './media.js'

export const HOME_DC = 2
export const PART: PartSpan = { offsetBytes: 0, lengthBytes: 1024 * 1024 }

export class FakeLine implements Line {
  readonly pace: ConnectionPace
  isClosed = false

  constructor(
    readonly name: string,
    now: () => number,
  ) {
    this.pace = new ConnectionPace(now)
  }
}

/** A part that was asked for and is not answered yet. */
export interface Ask {
  readonly carrier: string
  readonly line: string
  readonly messageId: number
  readonly dcId: number
  readonly part: PartSpan
  readonly reference: number
  readonly signal: AbortSignal
  answer(): void
  fail(error: Error): void
}

export class FakeFleet implements Fleet {
  readonly carriers: FakeCarrier[] = []
  /** Everything that was asked for, in order. */
  readonly asks: Ask[] = []
  readonly lost: string[] = []
  /** Buffers that are lent and not given back. */
  lentBuffers = 0
  listeners = 0
  #listener = () => {}

  constructor(readonly now: () => number) {}

  add(name: string, lineNames: readonly string[] = [`${name}-1`]): FakeCarrier {
    const carrier = new FakeCarrier(name, this)
    for (const line of lineNames) carrier.addLine(HOME_DC, line)
    this.carriers.push(carrier)
    return carrier
  }

  candidates(): Candidates {
    const nowMs = this.now()
    const carriers = this.carriers.filter((it) => it.isUp && it.coolUntilMs <= nowMs)
    const waits = this.carriers.filter((it) => it.isUp).map((it) => it.coolUntilMs - nowMs)
    return { carriers, retryAfterMs: carriers.length > 0 || waits.length === 0 ? null : Math.min(...waits) }
  }

  reportLost(carrier: Carrier): void {
    this.lost.push(carrier.name)
  }

  onChange(listener: () => void): () => void {
    this.listeners++
    this.#listener = listener
    return () => this.listeners--
  }

  changed(): void {
    this.#listener()
  }
}

export class FakeCarrier implements Carrier {
  isUp = true
  coolUntilMs = 0
  /** null: the message is gone. */
  dcId: number | null = HOME_DC
  isAnsweringLookUps = true
  lookUps = 0
  /** Goes on with what was given up. */
  isDeaf = false
  readonly opened: number[] = []
  readonly relocated = new Map<number, number>()
  readonly #lines = new Map<number, Set<FakeLine>>()
  readonly #known = new Map<number, LocatedFile>()

  constructor(
    readonly name: string,
    private readonly fleet: FakeFleet,
  ) {}

  addLine(dcId: number, name: string): FakeLine {
    const line = new FakeLine(name, this.fleet.now)
    this.lines(dcId).add(line)
    return line
  }

  lines(dcId: number): Set<FakeLine> {
    let lines = this.#lines.get(dcId)
    if (!lines) this.#lines.set(dcId, (lines = new Set()))
    return lines
  }

  get line(): FakeLine {
    const [line] = this.lines(HOME_DC)
    if (!line) throw new Error(`${this.name} has no line`)
    return line
  }

  knows(messageId: number): boolean {
    return this.#known.has(messageId)
  }

  openLine(dcId: number): boolean {
    this.opened.push(dcId)
    return true
  }

  isOpeningLine(): boolean {
    return false
  }

  locate(messageId: number, signal: AbortSignal): Promise<LocatedFile | null> {
    const known = this.#known.get(messageId)
    if (known) return Promise.resolve(known)
    this.lookUps++
    if (!this.isAnsweringLookUps) {
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    if (this.dcId === null) return Promise.resolve(null)
    const located = locatedFile(messageId, this.dcId, this.lookUps)
    this.#known.set(messageId, located)
    return Promise.resolve(located)
  }

  forget(messageId: number, refused: LocatedFile): void {
    if (this.#known.get(messageId)?.location.input === refused.location.input) this.#known.delete(messageId)
  }

  relocate(messageId: number, dcId: number): void {
    this.relocated.set(messageId, dcId)
    const known = this.#known.get(messageId)
    if (known) this.#known.set(messageId, { ...known, location: { ...known.location, dcId } })
  }

  coolDown(waitMs: number): void {
    this.coolUntilMs = this.fleet.now() + waitMs
    this.fleet.changed()
  }

  fetch(
    line: FakeLine,
    file: LocatedFile,
    part: PartSpan,
    place: Reservation,
    signal: AbortSignal,
  ): Promise<LentBytes> {
    place.sent()
    return new Promise((resolve, reject) => {
      const ask: Ask = {
        carrier: this.name,
        line: line.name,
        messageId: Number(file.file.telegramFileId),
        dcId: file.location.dcId,
        part,
        reference: 'fileReference' in file.location.input ? (file.location.input.fileReference[0] ?? 0) : 0,
        signal,
        answer: () => {
          place.end(part.lengthBytes)
          this.fleet.lentBuffers++
          resolve({ bytes: new Uint8Array(1), release: () => void this.fleet.lentBuffers-- })
        },
        fail: (error) => reject(error),
      }
      if (!this.isDeaf) signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      this.fleet.asks.push(ask)
    })
  }
}

/** Of the file that every message holds under its own number. */
export function fileKeyIn(messageId: number): string {
  return fileKeyOf(locatedFile(messageId, HOME_DC, 0).file)
}

function locatedFile(messageId: number, dcId: number, reference: number): LocatedFile {
  return {
    file: {
      kind: 'document',
      name: 'a',
      mimeType: 'application/octet-stream',
      sizeBytes: 10 * PART.lengthBytes,
      telegramFileId: String(messageId),
      durationSeconds: null,
      width: null,
      height: null,
    },
    location: {
      dcId,
      input: { _: 'inputPhotoLegacyFileLocation', fileReference: Uint8Array.of(reference) } as never,
    },
    thumbnail: null,
  }
}
