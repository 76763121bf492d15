/**
 * The end of a process that met what nobody expected: one fatal line, without secrets, and exit code 1. What Node would write itself has the error
 * as it is, with whatever a library put into it. Where standard output takes nothing, because the disk is full or nobody reads, the line goes to
 * standard error.
 */
import { pino } from 'pino'
import { secretValues, type Secrets } from './config/secrets.js'
import { createLoggers, type Loggers } from './logger.js'

const EXIT_CODE = 1

type Env = Readonly<Record<string, string | undefined>>
type Heard = Pick<Loggers, 'app' | 'flush' | 'isLost'>

export class CrashReport {
  #loggers: Heard | null = null

  /** @param readEnv as it is, whether it is right or not: what stands there is secret all the same */
  constructor(private readonly readEnv: () => Env) {}

  /** From now on the line goes where all others go. */
  goesTo(loggers: Heard): void {
    this.#loggers = loggers
  }

  readonly end = (error: unknown): never => {
    try {
      if (!this.#isTold(error)) tell(toStandardError(this.readEnv), error)
    } finally {
      // Whatever takes no line, the end is the end, with the code that says so.
      process.exit(EXIT_CODE)
    }
  }

  /** @returns false where nobody hears it */
  #isTold(error: unknown): boolean {
    const loggers = this.#loggers
    if (loggers?.app.isLevelEnabled('fatal') !== true) return false
    try {
      loggers.flush()
      tell(loggers, error)
      return !loggers.isLost()
    } catch {
      return false
    }
  }
}

function tell({ app }: Pick<Loggers, 'app'>, error: unknown): void {
  app.fatal(
    { err: error instanceof Error ? error : new Error(String(error)) },
    'The process ends: this was not expected',
  )
}

/** Standard output is for what a command was asked for. */
function toStandardError(readEnv: () => Env): Loggers {
  const destination = pino.destination({ fd: 2, sync: true })
  return createLoggers({ level: 'fatal', format: 'json', secrets: secretsIn(readable(readEnv)), destination })
}

function readable(readEnv: () => Env): Env {
  try {
    return readEnv()
  } catch {
    return {}
  }
}

function secretsIn(env: Env): string[] {
  const secrets: Secrets = {
    logsAccessToken: env['LOGS_ACCESS_TOKEN'] ?? null,
    apiHash: env['API_HASH'] ?? '',
    botToken: env['BOT_TOKEN'] ?? '',
    workerTokens: (env['ADDITIONAL_BOT_TOKENS'] ?? '').split(/[\s,]+/),
    databaseUrl: env['DATABASE_URL'] ?? env['MONGODB_URI'] ?? null,
    metricsToken: env['METRICS_TOKEN'] ?? null,
  }
  return secretValues(secrets)
}
