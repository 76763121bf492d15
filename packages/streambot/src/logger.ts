/**
 * One logger per subsystem: JSON for machines, readable lines for people. What is said over and over is left out and counted (log-repetition.ts).
 * Secrets are struck out of the finished line, so it does not matter how they got in: as a field, inside a message, or in an error of a library.
 */
import {
  pino,
  type DestinationStream,
  type Logger as PinoLogger,
  type LoggerOptions as PinoOptions,
  type LevelWithSilent,
} from 'pino'
import { isColorSupported, prettyFactory } from 'pino-pretty'
import { LogRepetition, type LeftOut, type Level, type RepetitionDeps } from './log-repetition.js'
import { RecentLogs } from './recent-logs.js'
import { StandardOutput } from './standard-output.js'

export type Logger = PinoLogger

const SUBSYSTEMS = ['app', 'bot', 'http', 'store', 'streaming', 'telegram'] as const
type Subsystem = (typeof SUBSYSTEMS)[number]
export type Loggers = Readonly<Record<Subsystem, Logger>> & {
  /** The last lines of all of them. */
  readonly recent: RecentLogs
  /** Says what was left out so far: before an end, nobody will later. */
  readonly flush: () => void
  /** Nothing took what was written last: the disk is full, or nobody reads. */
  readonly isLost: () => boolean
}

/** A shorter one stands in many words that are no secret: to strike it out there would shred the log, and its holes would show what it is. */
const MIN_SECRET_LENGTH = 6
/** Controls but for tabs and ends of lines, and what turns the direction of writing. */
const COMMANDING = /(?!\t|\r?\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

export interface LoggerOptions {
  readonly level: LevelWithSilent
  readonly format: 'json' | 'pretty'
  /** Texts that must not appear, whatever they look like; those of fewer than 6 characters do, except in addresses of databases. */
  readonly secrets: readonly string[]
  /** Standard output when left out. */
  readonly destination?: DestinationStream
  /** Of the machine when left out. */
  readonly time?: Pick<RepetitionDeps, 'clock' | 'after'>
}

const SYSTEM_TIME: NonNullable<LoggerOptions['time']> = {
  clock: { now: () => Date.now() },
  after: (ms, run) => void setTimeout(run, ms).unref(),
}

export function createLoggers(options: LoggerOptions): Loggers {
  const redact = createRedactor(options.secrets)
  const output = new StandardOutput()
  const destination = options.destination ?? output
  const written =
    options.format === 'pretty' ? prettyStream(destination, !options.destination && isColorSupported) : destination
  const recent = new RecentLogs()
  const stream = {
    write(line: string) {
      recent.write(line)
      written.write(line)
    },
  }
  const create = (subsystem: string, hooks: Partial<LoggerHooks>) =>
    pino(
      {
        level: options.level,
        base: { subsystem },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        serializers: { err: toErrorFields },
        hooks: { ...hooks, streamWrite: redact },
      },
      stream,
    )
  const tell = (leftOut: LeftOut) => tellOf(create(leftOut.subsystem, {}), leftOut)
  const repetition = new LogRepetition({ ...(options.time ?? SYSTEM_TIME), tell })
  const loggers = SUBSYSTEMS.map((subsystem) => {
    const logMethod = unlessRepeated(repetition, subsystem)
    return [subsystem, create(subsystem, { logMethod })] as const
  })
  return {
    ...(Object.fromEntries(loggers) as Record<Subsystem, Logger>),
    recent,
    flush: () => repetition.flush(),
    isLost: () => output.isLost,
  }
}

type LoggerHooks = NonNullable<PinoOptions['hooks']>

function unlessRepeated(repetition: LogRepetition, subsystem: Subsystem): NonNullable<LoggerHooks['logMethod']> {
  return function (args, write, rank) {
    const [first, second] = args as readonly unknown[]
    const fields = typeof first === 'object' && first !== null ? first : {}
    const said = typeof first === 'string' ? first : second
    const line = { subsystem, level: pino.levels.labels[rank] as Level, fields }
    if (repetition.admits({ ...line, message: typeof said === 'string' ? said : '' })) write.apply(this, args)
  }
}

/**
 * Messages with those of their causes, and what is short. Libraries hang all kinds of things on their errors: the request that could not be read,
 * the record that could not be written.
 */
function toErrorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : String(error)
  const told = pino.stdSerializers.err(error)
  const isShort = (value: unknown) => typeof value !== 'object' || value === null
  return Object.fromEntries(Object.entries(told).filter(([, value]) => isShort(value)))
}

/** At the level that they had. */
function tellOf(logger: Logger, { level, count, fromMs, saying }: LeftOut): void {
  const fields = { leftOut: count, from: new Date(fromMs).toISOString() }
  logger[level](fields, `${count} more such lines were left out: ${saying}`)
}

function prettyStream(destination: DestinationStream, colorize: boolean): DestinationStream {
  const format = prettyFactory({
    colorize,
    ignore: 'subsystem',
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{subsystem}: {msg}',
  })
  return { write: (line) => destination.write(format(JSON.parse(line, harmless))) }
}

/** In JSON these are escaped. Written out they would command a terminal, or begin a line that nobody logged. */
function harmless(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.replace(COMMANDING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return key === 'stack' ? text : text.replace(/\r?\n/g, '\n    ')
}

/**
 * Strikes out known secrets, passwords in addresses of databases, and what looks like a token of a bot, of the API or of a link, a code for the
 * dashboard, a cookie or a header that lets somebody in: all of them open doors to whoever reads them.
 */
function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const knownPattern = known.length > 0 ? new RegExp(known.join('|'), 'g') : null
  return (text) =>
    (knownPattern ? text.replace(knownPattern, maskSecret) : text)
      .replace(/\b(mongodb(?:\+srv)?:\/\/)[^\s"@/]+@/gi, '$1***@')
      .replace(/\b(\d{5,20}):[A-Za-z0-9_-]{30,}/g, '$1:***')
      .replace(/\bsb_[A-Za-z0-9_-]{43}/g, 'sb_***')
      .replace(/(\/|%2F)(dl|stream|watch|poster|subtitles)(\/|%2F)[A-Za-z0-9_-]{52}/gi, '$1$2$3***')
      .replace(/(\/|%2F)b(\/|%2F)[A-Za-z0-9_-]{40}/gi, '$1b$2***')
      .replace(/\b(login|unlocked|streambot_session)=[A-Za-z0-9._~+/-]{16,}/g, '$1=***')
      .replace(/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}/gi, '$1 ***')
}

/** A bot token keeps the bot's id, which is public and tells tokens apart; nothing else keeps anything. */
function maskSecret(secret: string): string {
  const botId = /^(\d+):/.exec(secret)?.[1]
  return botId === undefined ? '***' : `${botId}:***`
}
