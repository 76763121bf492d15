/** People who send files and readers who read them, one after the other without end, and what each of them was answered. */
import type { Account } from '@streambot/telegram-sim'
import { read, rest, type Reading, type ReadOptions } from './13.read.js'
import type { Answer, SentFile, Stage } from './13.stage.js'

interface SomeBytes {
  readonly atMs: number
  readonly bytes: number
}

const KIB = 1024
const MIB = 1024 * KIB
const SENT_BYTES = 600 * KIB
const MAX_RANGE_BYTES = 256 * KIB
/** People look at what they got; without it they would measure how fast a machine is. */
const SENDER_RESTS_MS = 200
const READER_RESTS_MS = 40
const FILM_BYTES_PER_SECOND = 2 * MIB

export class Traffic {
  /** Those that people have links to. */
  readonly files: SentFile[] = []
  readonly answers: (Answer & { readonly personId: number })[] = []
  readonly readings: Reading[] = []
  seenOfFilmBytes = 0
  readonly #received: SomeBytes[] = []
  readonly #end = new AbortController()
  readonly #leave = new AbortController()
  readonly #going: Promise<void>[] = []

  constructor(private readonly stage: Stage) {}

  /** @param film somebody reads it from its beginning for as long as there is traffic, and then to its end */
  begin(film: SentFile, people: readonly Account[], readers: number): void {
    this.files.push(film)
    const slowly = { bytesPerSecond: FILM_BYTES_PER_SECOND, until: this.#end.signal }
    const onBytes = (bytes: number) => (this.seenOfFilmBytes += bytes)
    this.#going.push(
      this.#note(this.#read(film, { reader: 'film', slowly, onBytes })),
      ...people.map((person) => this.#goOnSending(person)),
      ...Array.from({ length: readers }, (_, at) => this.#goOnReading(`reader ${at}`, seeded(at + 1))),
    )
    // Told by `end`; a test that fails before has said why.
    for (const going of this.#going) going.catch(() => {})
  }

  /** Nobody begins anything any more. Resolves when all that was begun has come to its end. */
  async end(): Promise<void> {
    this.#end.abort()
    await Promise.all(this.#going)
  }

  /** The same, but who waits for the bot waits no longer. */
  async abandon(): Promise<void> {
    this.#end.abort()
    this.#leave.abort()
    await Promise.allSettled(this.#going)
  }

  /** Up to a moment. */
  receivedBytes(untilMs = Infinity): number {
    return this.#received.reduce((sum, { atMs, bytes }) => (atMs <= untilMs ? sum + bytes : sum), 0)
  }

  since(ms: number): Reading[] {
    return this.readings.filter(({ startedMs }) => startedMs >= ms)
  }

  /** How many readers each file has had, by its name, up to a moment. */
  readersByFile(untilMs = Infinity): Map<string, number> {
    const readers = new Map<string, Set<string>>()
    for (const { fileName, reader, startedMs, firstByteAfterMs } of this.readings) {
      if (firstByteAfterMs !== null && startedMs + firstByteAfterMs <= untilMs)
        readers.set(fileName, (readers.get(fileName) ?? new Set()).add(reader))
    }
    return new Map([...readers].map(([name, { size }]) => [name, size]))
  }

  async #goOnSending(person: Account): Promise<void> {
    const { signal } = this.#end
    while (!signal.aborted) {
      const answer = await this.stage.send(person, SENT_BYTES, this.#leave.signal)
      this.answers.push({ ...answer, personId: person.id })
      if (answer.file) this.files.push(answer.file)
      await rest(SENDER_RESTS_MS, signal)
    }
  }

  async #goOnReading(reader: string, random: () => number): Promise<void> {
    const { signal } = this.#end
    while (!signal.aborted) {
      const file = this.files[Math.floor(random() * this.files.length)]
      if (file) await this.#note(this.#read(file, { reader, range: someRange(file, random) }))
      await rest(READER_RESTS_MS, signal)
    }
  }

  #read(file: SentFile, options: ReadOptions): Promise<Reading> {
    const onBytes = (bytes: number) => {
      this.#received.push({ atMs: performance.now(), bytes })
      options.onBytes?.(bytes)
    }
    return read(this.stage, file, { ...options, onBytes })
  }

  async #note(reading: Promise<Reading>): Promise<void> {
    this.readings.push(await reading)
  }
}

function someRange({ content }: SentFile, random: () => number): [start: number, end: number] {
  const start = Math.floor(random() * content.size)
  return [start, Math.min(content.size - 1, start + Math.floor(random() * MAX_RANGE_BYTES))]
}

/** Park and Miller's generator: the same wishes every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
