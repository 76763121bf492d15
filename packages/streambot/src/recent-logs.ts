/**
 * The last lines of the log, for admins who are not at the machine. What comes in is finished: secrets are struck out before. Bounded in
 * lines and bytes; looking through them is paid for by whoever looks.
 */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const

export type LogEntryLevel = (typeof LEVELS)[number]

export interface LogEntry {
  readonly level: LogEntryLevel
  /** ISO 8601, in UTC. */
  readonly time: string
  readonly subsystem: string
  readonly msg: string
  /** Whatever else is known of the event. */
  readonly fields: Readonly<Record<string, unknown>>
}

export interface LogQuery {
  /** And worse. */
  readonly level?: LogEntryLevel
  /** In the message, the subsystem or a field, in any case of letters. */
  readonly filter?: string
  /** Of one page: 1 to 500. */
  readonly limit?: number
  /** From 1, the newest. */
  readonly page?: number
}

export interface LogPage {
  /** Newest first. */
  readonly entries: readonly LogEntry[]
  readonly page: number
  readonly pages: number
  /** On all pages. */
  readonly total: number
}

export type LogListener = (entry: LogEntry) => void

export interface RecentLogsLimits {
  readonly maxLines: number
  readonly maxBytes: number
}

const LIMITS: RecentLogsLimits = { maxLines: 5000, maxBytes: 2 * 1024 * 1024 }
/** Of one line: an error may carry anything. */
const MAX_LINE_BYTES = 16 * 1024
const MAX_CUT_CHARACTERS = 1000
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 500

export class RecentLogs {
  readonly #ring: (string | undefined)[]
  #first = 0
  #size = 0
  #bytes = 0
  readonly #followers = new Set<LogListener>()

  constructor(private readonly limits: RecentLogsLimits = LIMITS) {
    this.#ring = Array.from({ length: limits.maxLines })
  }

  /** @param line one JSON object, with `level`, `time`, `subsystem` and `msg` */
  write(line: string): void {
    const kept = Buffer.byteLength(line) > MAX_LINE_BYTES ? cut(line) : line
    if (this.#size === this.limits.maxLines) this.#drop()
    this.#ring[(this.#first + this.#size) % this.limits.maxLines] = kept
    this.#size++
    this.#bytes += Buffer.byteLength(kept)
    while (this.#bytes > this.limits.maxBytes) this.#drop()
    if (this.#followers.size > 0) this.#tell(parse(kept))
  }

  /**
   * What is logged from now on, as it is logged.
   * @param listener does not throw, and writes no log
   * @returns what ends it
   */
  follow({ level = 'trace', filter = '' }: Pick<LogQuery, 'level' | 'filter'>, listener: LogListener): () => void {
    const wanted = filter.toLowerCase()
    const follower = (entry: LogEntry) => {
      if (isWanted(entry, level, wanted)) listener(entry)
    }
    this.#followers.add(follower)
    return () => void this.#followers.delete(follower)
  }

  query({ level = 'trace', filter = '', limit = DEFAULT_LIMIT, page = 1 }: LogQuery = {}): LogPage {
    const wanted = filter.toLowerCase()
    const size = clamp(limit, MAX_LIMIT)
    const found: LogEntry[] = []
    for (let i = this.#size - 1; i >= 0; i--) {
      const entry = parse(this.#ring[(this.#first + i) % this.limits.maxLines] ?? '')
      if (entry && isWanted(entry, level, wanted)) found.push(entry)
    }
    const pages = Math.max(1, Math.ceil(found.length / size))
    const at = clamp(page, Number.MAX_SAFE_INTEGER)
    return { entries: found.slice((at - 1) * size, at * size), page: at, pages, total: found.length }
  }

  #tell(entry: LogEntry | null): void {
    if (entry) for (const follower of this.#followers) follower(entry)
  }

  #drop(): void {
    this.#bytes -= Buffer.byteLength(this.#ring[this.#first] ?? '')
    this.#ring[this.#first] = undefined
    this.#first = (this.#first + 1) % this.limits.maxLines
    this.#size--
  }
}

/** Without what makes it long. */
function cut(line: string): string {
  const entry = parse(line)
  if (!entry) return ''
  const { level, time, subsystem, msg } = entry
  return JSON.stringify({ level, time, subsystem, msg: `${msg.slice(0, MAX_CUT_CHARACTERS)}…` })
}

/** null for what is no line of the log. */
function parse(line: string): LogEntry | null {
  try {
    const { level, time, subsystem, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
    const known = LEVELS.find((it) => it === level)
    return known ? { level: known, time: textOf(time), subsystem: textOf(subsystem), msg: textOf(msg), fields } : null
  } catch {
    return null
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function rank(level: LogEntryLevel): number {
  return LEVELS.indexOf(level)
}

function isWanted(entry: LogEntry, level: LogEntryLevel, wanted: string): boolean {
  return rank(entry.level) >= rank(level) && has(entry, wanted)
}

function has({ subsystem, msg, fields }: LogEntry, wanted: string): boolean {
  return wanted === '' || `${subsystem} ${msg} ${JSON.stringify(fields)}`.toLowerCase().includes(wanted)
}

function clamp(value: number, max: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(1, Math.floor(value))) : 1
}
