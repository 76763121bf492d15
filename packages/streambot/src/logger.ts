/**
 * One logger per subsystem: JSON for machines, readable lines for people. Secrets are struck out of the finished line, so
 * it does not matter how they got in: as a field, inside a message, or in an error of a library.
 */
import { pino, type DestinationStream, type Logger as PinoLogger, type LevelWithSilent } from 'pino'
import { isColorSupported, prettyFactory } from 'pino-pretty'
import { RecentLogs } from './recent-logs.js'

export type Logger = PinoLogger

const SUBSYSTEMS = ['app', 'bot', 'http', 'store', 'streaming', 'telegram'] as const
type Subsystem = (typeof SUBSYSTEMS)[number]
export type Loggers = Readonly<Record<Subsystem, Logger>> & {
  /** The last lines of all of them. */
  readonly recent: RecentLogs
}

/** A shorter one stands in many words that are no secret: to strike it out there would shred the log, and its holes would show what it is. */
const MIN_SECRET_LENGTH = 6

export interface LoggerOptions {
  readonly level: LevelWithSilent
  readonly format: 'json' | 'pretty'
  /** Texts that must not appear, whatever they look like; those of fewer than 6 characters do, except in addresses of databases. */
  readonly secrets: readonly string[]
  /** Standard output when left out. */
  readonly destination?: DestinationStream
}

export function createLoggers(options: LoggerOptions): Loggers {
  const redact = createRedactor(options.secrets)
  // Written at once, so that the last lines before an exit are not lost.
  const destination = options.destination ?? pino.destination({ fd: 1, sync: true })
  const written =
    options.format === 'pretty' ? prettyStream(destination, !options.destination && isColorSupported) : destination
  const recent = new RecentLogs()
  const root = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redact },
    },
    {
      write(line) {
        recent.write(line)
        written.write(line)
      },
    },
  )
  const loggers = SUBSYSTEMS.map((subsystem) => [subsystem, root.child({ subsystem })] as const)
  return { ...(Object.fromEntries(loggers) as Record<Subsystem, Logger>), recent }
}

function prettyStream(destination: DestinationStream, colorize: boolean): DestinationStream {
  const format = prettyFactory({
    colorize,
    ignore: 'subsystem',
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{subsystem}: {msg}',
  })
  return { write: (line) => destination.write(format(line)) }
}

/**
 * Strikes out known secrets, passwords in addresses of databases, and what looks like a token of a bot, of the API or of a link: all of them
 * open doors to whoever reads them.
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
      .replace(/\/(dl|stream|watch)\/[A-Za-z0-9_-]{52}/g, '/$1/***')
      .replace(/\/b\/[A-Za-z0-9_-]{40}/g, '/b/***')
}

/** A bot token keeps the bot's id, which is public and tells tokens apart; nothing else keeps anything. */
function maskSecret(secret: string): string {
  const botId = /^(\d+):/.exec(secret)?.[1]
  return botId === undefined ? '***' : `${botId}:***`
}
