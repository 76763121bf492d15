/**
 * Keeps lines of one kind from filling a disk: after some within a window the rest is left out, and counted; one line says how many they were, whether
 * more come or not. What kind a line is of is what it says without its numbers and ids, and what its error says likewise, so that errors of
 * different kinds hide nothing of each other. Bounded: where too many kinds come at once, those beyond share one.
 */
import type { Clock } from './ports/clock.js'

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

export interface RepetitionLimits {
  readonly windowMs: number
  /** Of one kind within a window. Infinity: as many as come. */
  readonly lines: Readonly<Record<Level, number>>
  /** At each level, so that what is of little weight does not take the place of what is not. */
  readonly maxKinds: number
}

/** What people read as it comes is rarely repeated; what programs count is told often, and counted where it is not told. */
export const REPETITION_LIMITS: RepetitionLimits = {
  windowMs: 60_000,
  lines: { trace: 1000, debug: 1000, info: 300, warn: 20, error: 20, fatal: Infinity },
  maxKinds: 200,
}

export interface Line {
  readonly subsystem: string
  readonly level: Level
  readonly message: string
  readonly fields: object
}

/** What was left out in one window that is over. */
export interface LeftOut {
  readonly subsystem: string
  readonly level: Level
  readonly count: number
  readonly fromMs: number
  /** What they said, without numbers and ids. */
  readonly saying: string
}

interface Kind extends Omit<LeftOut, 'count'> {
  told: number
  leftOut: number
}

export interface RepetitionDeps {
  readonly clock: Clock
  /** Runs something later; it keeps no process alive. */
  readonly after: (ms: number, run: () => void) => void
  readonly tell: (leftOut: LeftOut) => void
}

/** Fields that say of whom or of what a line is; few have many values. */
const TELLING = ['client', 'store', 'subject', 'finding', 'name', 'code'] as const
const MAX_SAYING = 200
/** Of an error that is counted together with those that look like it. */
const MAX_CAUSES = 4

export class LogRepetition {
  /** By level and kind; the oldest window first. */
  readonly #kinds = new Map<Level, Map<string, Kind>>()
  #isLookDue = false

  constructor(
    private readonly deps: RepetitionDeps,
    private readonly limits: RepetitionLimits = REPETITION_LIMITS,
  ) {}

  /** @returns whether the line is to be written; else it is counted */
  admits(line: Line): boolean {
    const allowed = this.limits.lines[line.level]
    if (allowed === Infinity) return true
    const kind = this.#kindOf(line)
    if (kind.told < allowed) {
      kind.told++
      return true
    }
    kind.leftOut++
    this.#lookSoon()
    return false
  }

  /** Says what was left out so far, also of windows that are not over: nobody will later. */
  flush(): void {
    this.#end(Infinity)
  }

  #kindOf({ subsystem, level, message, fields }: Line): Kind {
    const nowMs = this.deps.clock.now()
    this.#end(nowMs)
    const known = this.#kinds.get(level) ?? new Map<string, Kind>()
    this.#kinds.set(level, known)
    const saying = withoutNumbers(message)
    const key = `${subsystem} ${saying} ${detailsOf(fields)}`
    const found = known.get(key)
    if (found) return found
    const isFull = known.size >= this.limits.maxKinds
    const shared = `${subsystem} …`
    const kind = (isFull ? known.get(shared) : null) ?? {
      subsystem,
      level,
      fromMs: nowMs,
      saying: isFull ? 'of many kinds' : saying,
      told: 0,
      leftOut: 0,
    }
    known.set(isFull ? shared : key, kind)
    return kind
  }

  /** Ends windows that are over by then. */
  #end(nowMs: number): void {
    for (const kinds of this.#kinds.values()) {
      for (const [key, kind] of kinds) {
        // A clock that was set back would keep it for ever.
        if (nowMs - kind.fromMs < this.limits.windowMs && nowMs >= kind.fromMs) break
        kinds.delete(key)
        const { told: _, leftOut: count, ...of } = kind
        if (count > 0) this.deps.tell({ ...of, count })
      }
    }
  }

  /** Somebody has to say how many they were, also where nothing more is logged. */
  #lookSoon(): void {
    if (this.#isLookDue) return
    this.#isLookDue = true
    this.deps.after(this.limits.windowMs, () => {
      this.#isLookDue = false
      this.#end(this.deps.clock.now())
      if (this.#hasLeftOut()) this.#lookSoon()
    })
  }

  #hasLeftOut(): boolean {
    return [...this.#kinds.values()].some((kinds) => [...kinds.values()].some(({ leftOut }) => leftOut > 0))
  }
}

/** Ids are of hex digits, and begin with a letter as often as not. */
function withoutNumbers(text: string): string {
  return text
    .slice(0, MAX_SAYING)
    .replace(/\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b/gi, '#')
    .replace(/\d+/g, '#')
}

function detailsOf(fields: object): string {
  const told = fields as Readonly<Record<string, unknown>>
  const about = TELLING.map((name) => told[name])
    .filter((value) => typeof value === 'string')
    .map((value) => value.slice(0, MAX_SAYING))
  return [...about, ...errorsOf(told['err'])].join(' ')
}

/** With what caused it: that is where many differ that begin alike. */
function errorsOf(error: unknown): string[] {
  const said: string[] = []
  for (let at = error; at instanceof Error && said.length < MAX_CAUSES; at = at.cause) {
    const code = 'code' in at ? String(at.code) : ''
    said.push(`${at.name} ${code} ${withoutNumbers(at.message)}`.slice(0, 2 * MAX_SAYING))
  }
  return said
}
