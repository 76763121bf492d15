/**
 * The part of an instance that decides who gets which bytes when, with the real scheduler, cache and budget, on bots whose connections are dates on a
 * clock: nothing is sent, so that an hour of hundreds of viewers costs seconds and no machine is too slow for it. Timers are the caller's, who runs them.
 */
import {
  ConnectionPace,
  PartScheduler,
  RangeReader,
  type PartCarrier,
  type PartFleet,
  type PartLine,
  type PartAsk,
  StreamEngine,
} from 'streambot'
import { MIB } from './figures.js'
import { Playback } from './load/playback.js'
import type { PlaybackOrder, PlaybackReport } from './load/order.js'

export interface SimulatedBots {
  readonly bots: number
  readonly connectionsPerBot: number
  readonly connectionBytesPerSecond: number
  /** Of all connections of a bot, whoever has opened them; null: as many as they have. */
  readonly botBytesPerSecond: number | null
  readonly roundTripMs: number
}

const DC = 2
const FILM_BYTES = 3900 * MIB
/** Connections tell of what has come by then, as sockets do. */
const PROGRESS_BYTES = 128 * 1024
/** What kernels between here and the player take. */
const SOCKET_BYTES = MIB
const LOOK_EVERY_MS = 50
const MEMORY_LIMIT_BYTES = 1024 * MIB

/** A pipe of limited bandwidth, as a date: when the last byte put into it is through. */
class Pipe {
  #freeAtMs = 0

  constructor(private readonly bytesPerSecond: number) {}

  pass(bytes: number, nowMs: number): number {
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes / this.bytesPerSecond) * 1000
    return this.#freeAtMs
  }
}

/** Bots as Telegram sees them: instances that share them share their pipes. */
export class SimulatedTelegram {
  readonly pipes: readonly (Pipe | null)[]
  fetchedBytes = 0

  constructor(readonly shape: SimulatedBots) {
    this.pipes = Array.from({ length: shape.bots }, () =>
      shape.botBytesPerSecond === null ? null : new Pipe(shape.botBytesPerSecond),
    )
  }
}

class SimulatedLine implements PartLine {
  readonly isClosed = false
  readonly pace = new ConnectionPace(() => performance.now())
  readonly #pipe: Pipe

  constructor(
    private readonly telegram: SimulatedTelegram,
    private readonly shared: Pipe | null,
    private readonly onRoom: () => void,
  ) {
    this.#pipe = new Pipe(telegram.shape.connectionBytesPerSecond)
    this.pace.roundTrip(telegram.shape.roundTripMs)
  }

  /** Resolves when the last byte is there. */
  bring(bytes: number, signal: AbortSignal): Promise<void> {
    const { roundTripMs } = this.telegram.shape
    const leavesMs = performance.now() + roundTripMs / 2
    this.telegram.fetchedBytes += bytes
    const pieces: { readonly bytes: number; readonly dueMs: number }[] = []
    for (let sent = 0; sent < bytes; sent += PROGRESS_BYTES) {
      const piece = Math.min(PROGRESS_BYTES, bytes - sent)
      const throughMs = Math.max(this.#pipe.pass(piece, leavesMs), this.shared?.pass(piece, leavesMs) ?? 0)
      pieces.push({ bytes: piece, dueMs: throughMs + roundTripMs / 2 })
    }
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      const wait = (at: number) => {
        const piece = pieces[at]
        if (!piece) {
          this.pace.settle(bytes)
          return resolve()
        }
        // What was given up comes all the same: it takes its time on the line.
        setTimeout(() => {
          if (this.pace.receive(piece.bytes)) this.onRoom()
          wait(at + 1)
        }, piece.dueMs - performance.now())
      }
      wait(0)
    })
  }
}

class SimulatedCarrier implements PartCarrier {
  readonly #lines: SimulatedLine[] = []
  readonly #known = new Set<number>()
  #isOpening = false

  constructor(
    readonly name: string,
    private readonly telegram: SimulatedTelegram,
    private readonly pipe: Pipe | null,
    private readonly onChange: () => void,
  ) {
    this.#lines.push(new SimulatedLine(telegram, pipe, onChange))
  }

  knows(messageId: number): boolean {
    return this.#known.has(messageId)
  }

  lines(): readonly SimulatedLine[] {
    return this.#lines
  }

  openLine(): boolean {
    if (this.#isOpening || this.#lines.length >= this.telegram.shape.connectionsPerBot) return false
    this.#isOpening = true
    setTimeout(() => {
      this.#isOpening = false
      this.#lines.push(new SimulatedLine(this.telegram, this.pipe, this.onChange))
      this.onChange()
    }, 2 * this.telegram.shape.roundTripMs)
    return true
  }

  isOpeningLine(): boolean {
    return this.#isOpening
  }

  async locate(messageId: number): Promise<Awaited<ReturnType<PartCarrier['locate']>>> {
    if (!this.#known.has(messageId))
      await new Promise((resolve) => setTimeout(resolve, this.telegram.shape.roundTripMs))
    this.#known.add(messageId)
    return locatedFilm(messageId)
  }

  forget(): void {}
  relocate(): void {}
  coolDown(): void {}

  async fetch(...[line, , part, place, signal]: Parameters<PartCarrier['fetch']>): ReturnType<PartCarrier['fetch']> {
    let arrivedBytes = 0
    try {
      place.sent()
      await (line as SimulatedLine).bring(part.lengthBytes, signal)
      arrivedBytes = part.lengthBytes
      return { bytes: ZEROS.subarray(0, part.lengthBytes), release: () => {} }
    } finally {
      place.end(arrivedBytes)
    }
  }
}

/** Nobody looks into them. */
const ZEROS = new Uint8Array(MIB)

function locatedFilm(messageId: number): NonNullable<Awaited<ReturnType<PartCarrier['locate']>>> {
  return {
    file: {
      kind: 'video',
      name: 'film.mp4',
      mimeType: 'video/mp4',
      sizeBytes: FILM_BYTES,
      telegramFileId: String(messageId),
      durationSeconds: null,
      width: null,
      height: null,
    },
    location: { dcId: DC, input: { _: 'inputPhotoLegacyFileLocation' } as never },
    thumbnail: null,
  }
}

/** One instance with some of the bots. */
export class SimulatedInstance implements AsyncDisposable {
  readonly #scheduler: PartScheduler
  readonly #engine: StreamEngine
  #streams = 0

  constructor(telegram: SimulatedTelegram, botNumbers: readonly number[]) {
    const listeners = new Set<() => void>()
    const onChange = () => {
      for (const listener of listeners) listener()
    }
    const carriers = botNumbers.map(
      (number) => new SimulatedCarrier(`bot ${number}`, telegram, telegram.pipes[number] ?? null, onChange),
    )
    const fleet: PartFleet = {
      candidates: () => ({ carriers, retryAfterMs: null }),
      reportLost: () => {},
      onChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    const now = () => performance.now()
    this.#scheduler = new PartScheduler(fleet, now)
    this.#engine = new StreamEngine({
      files: { readPart: (ask: PartAsk, signal: AbortSignal) => this.#scheduler.read(ask, signal) },
      tier: null,
      clock: { now: () => Date.now() },
      now,
      memoryLimitBytes: MEMORY_LIMIT_BYTES,
      owners: [],
      sample: () => ({ rss: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
      collectGarbage: () => {},
      onLevel: () => {},
    })
  }

  /** Somebody watches a film from its beginning until they leave. */
  async watch(film: number, order: PlaybackOrder, leave: AbortSignal): Promise<PlaybackReport> {
    const range = { start: 0, end: FILM_BYTES - 1 }
    const id = `viewer ${this.#streams++}`
    const about = { id, linkId: id, ownerId: null, fileName: '', sizeBytes: FILM_BYTES, range, address: '' }
    using record = this.#engine.streams.open(about, () => {})
    const file = { key: `${film}-${FILM_BYTES}`, sizeBytes: FILM_BYTES, logMessageId: film }
    const reader = new RangeReader(this.#engine.reading, file, range, record, leave)
    const playback = new Playback(order)
    const startedMs = performance.now()
    const atMs = () => performance.now() - startedMs
    let takenBytes = 0
    try {
      for await (const part of reader) {
        takenBytes += part.bytes.byteLength
        playback.arrived(part.bytes.byteLength, atMs())
        while (!leave.aborted && takenBytes > playback.wantedBytes(atMs()) + SOCKET_BYTES)
          await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
        part.release()
      }
    } catch (error) {
      if (!leave.aborted) throw error
    }
    return playback.end(atMs())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#scheduler[Symbol.dispose]()
    await this.#engine[Symbol.asyncDispose]()
  }
}
