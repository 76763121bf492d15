/** How fast each bot reads from each data centre that a file of the log channel lies in: by reading it, as the server would. */
import type { Command } from 'commander'
import { parsePostAddress } from '../../core/post-address.js'
import { StreamBotError } from '../../core/errors.js'
import type { CliDeps } from '../cli-deps.js'
import { readNumber } from '../read-number.js'
import { table } from '../table.js'
import type { FoundFile, VisitingBot } from '../visit.js'

const MIB = 1024 * 1024
const MAX_PARTS = 1000
const MAX_AT_ONCE = 32
const MAX_SECONDS = 600
const MAX_FILES = 16
/** Ten times what four connections are granted as a burst (github.com/mateof/TelegramFileManager issue 100). */
const LASTING_BYTES = 400 * MIB

interface Options {
  readonly parts: string
  readonly atOnce: string
  readonly seconds: string
  readonly json?: boolean
}

interface Measured {
  readonly bot: string
  /** null: the bot does not see it. */
  readonly dc: number | null
  readonly message: number
  readonly bytes: number
  readonly seconds: number
  readonly mibPerSecond: number
  readonly firstPartMs: number | null
  /** null: it went to its end. */
  readonly trouble: string | null
}

export function addBenchDc(cli: Command, deps: CliDeps): void {
  cli
    .command('bench-dc <messages...>')
    .description('measure how fast each bot reads files of the log channel')
    .option('--parts <number>', `of 1 MiB, at most ${MAX_PARTS}; of a smaller file all of it`, '32')
    .option('--at-once <number>', `parts asked for before the first has come, at most ${MAX_AT_ONCE}`, '8')
    .option('--seconds <number>', `for each bot and file, at most ${MAX_SECONDS}`, '60')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\n<messages> are numbers or links of messages in the log channel that hold files. A file lies in one data centre (DC): give one of each to\n' +
        'measure them all. One bot reads at a time. Bots log in beside a running server; the bytes count in nobody’s quota, but Telegram may tell\n' +
        'a bot that reads much to wait, and the running server with it.',
    )
    .action(async (messages: string[], options: Options) => {
      const ids = messages.slice(0, MAX_FILES).map(toMessageId)
      const limits = {
        parts: readNumber('--parts', options.parts, 1, MAX_PARTS),
        atOnce: readNumber('--at-once', options.atOnce, 1, MAX_AT_ONCE),
        seconds: readNumber('--seconds', options.seconds, 1, MAX_SECONDS),
      }
      const signal = deps.whenStopped()
      await using visit = await deps.visit({ withWorkers: true }, signal)
      const all: Measured[] = []
      for (const message of ids) {
        for (const bot of visit.bots) {
          if (signal.aborted) break
          deps.tell(`${bot.name} reads message ${message} …`)
          all.push(await measure(deps, bot, message, limits, signal))
        }
      }
      deps.print(options.json ? JSON.stringify({ measured: all }, null, 2) : toTable(all))
      const hint = capacityHint(all)
      if (hint !== null) deps.tell(hint)
      if (signal.aborted) deps.tell('Stopped before the end.')
      if (!signal.aborted && !all.some(({ bytes }) => bytes > 0)) deps.fail()
    })
}

interface Limits {
  readonly parts: number
  readonly atOnce: number
  readonly seconds: number
}

async function measure(
  deps: Pick<CliDeps, 'steadyMs'>,
  bot: VisitingBot,
  message: number,
  limits: Limits,
  stopped: AbortSignal,
): Promise<Measured> {
  const nothing = { bot: bot.name, dc: null, message, bytes: 0, seconds: 0, mibPerSecond: 0, firstPartMs: null }
  if (bot.trouble !== null) return { ...nothing, trouble: bot.trouble }
  const late = AbortSignal.timeout(limits.seconds * 1000)
  const signal = AbortSignal.any([stopped, late])
  try {
    const found = await bot.find(message, signal)
    if (!found) return { ...nothing, trouble: 'It sees no file there' }
    const startedMs = deps.steadyMs()
    const tally = { bytes: 0, firstMs: null as number | null }
    const trouble = await read(deps, found, limits, tally, signal).then(
      () => null,
      (error: unknown) => (late.aborted ? `Not done after ${limits.seconds} s` : reasonOf(error)),
    )
    const seconds = (deps.steadyMs() - startedMs) / 1000
    return {
      ...nothing,
      dc: found.dcId,
      bytes: tally.bytes,
      seconds: round(seconds, 3),
      mibPerSecond: seconds > 0 ? round(tally.bytes / MIB / seconds, 2) : 0,
      firstPartMs: tally.firstMs === null ? null : Math.round(tally.firstMs - startedMs),
      trouble,
    }
  } catch (error) {
    return { ...nothing, trouble: reasonOf(error) }
  }
}

async function read(
  { steadyMs }: Pick<CliDeps, 'steadyMs'>,
  found: FoundFile,
  { parts, atOnce }: Limits,
  tally: { bytes: number; firstMs: number | null },
  stopped: AbortSignal,
): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([stopped, failed.signal])
  const count = Math.min(parts, Math.ceil(found.file.sizeBytes / MIB))
  let next = 0
  const takeTurns = async () => {
    while (next < count) {
      signal.throwIfAborted()
      const bytes = await found.fetch({ offset: next++ * MIB, limit: MIB }, signal)
      tally.bytes += bytes
      tally.firstMs ??= steadyMs()
    }
  }
  const readers = Array.from({ length: Math.min(atOnce, count) }, takeTurns)
  await Promise.all(readers).catch(async (error: unknown) => {
    failed.abort(error)
    await Promise.allSettled(readers)
    throw error
  })
}

/** What these bots carry is the next question. null: nobody read anything. */
function capacityHint(all: readonly Measured[]): string | null {
  const read = all.filter(({ bytes }) => bytes > 0)
  if (read.length === 0) return null
  const mean = read.reduce((sum, { mibPerSecond }) => sum + mibPerSecond, 0) / read.length
  const isBurst = read.some(({ bytes }) => bytes < LASTING_BYTES)
  return (
    `One bot in the mean: ${mean.toFixed(2)} MiB/s. What they carry: streambot capacity --viewers 100 --mbits 5 --bot-mibs ${mean.toFixed(2)}` +
    (isBurst
      ? `\nTelegram lets each connection take its first 10 MB or so faster: --parts ${LASTING_BYTES / MIB} of a large file tells what lasts.`
      : '')
  )
}

function toMessageId(text: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : parsePostAddress(text)?.messageId
  if (id !== undefined && id > 0) return id
  throw new StreamBotError('bad_config', `"${text}" is neither the number nor the link of a message.`)
}

function toTable(all: readonly Measured[]): string {
  const rows = all.map(({ bot, dc, message, bytes, seconds, mibPerSecond, firstPartMs, trouble }) => [
    bot,
    dc === null ? '–' : String(dc),
    String(message),
    round(bytes / MIB, 1).toFixed(1),
    seconds.toFixed(2),
    mibPerSecond.toFixed(2),
    firstPartMs === null ? '–' : String(firstPartMs),
    trouble ?? '',
  ])
  return table(['BOT', 'DC', 'MESSAGE', 'MIB', 'SECONDS', 'MIB/S', 'FIRST MS', ''], rows)
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
