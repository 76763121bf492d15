/** The demo's command line. */
import { parseArgs } from 'node:util'
import { networkPresetNames, type NetworkPreset } from '@streambot/telegram-sim'

export interface DemoOptions {
  /** Null: open for business. Otherwise the file to send. */
  readonly onceFile: string | null
  readonly workers: number
  readonly preset: NetworkPreset
  /** Null: the usual one, or any free one when it is taken. */
  readonly port: number | null
  /** Null: a new one each time. */
  readonly seed: number | null
}

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: DemoOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string }

export const USAGE = `Usage: npm run demo -- [options]

Starts a simulated Telegram and the real StreamBot server on this machine, and a chat page where you drop a file and get
a link. Needs no account, keeps nothing.

  --once [FILE]    no page: send FILE to the bot, download the link whole and in ranges, compare, and exit;
                   FILE is the running Node.js executable by default
  --workers N      worker bots beside the primary one, 0 to 50 (default 3)
  --preset NAME    how far away the simulated Telegram is: near, far or unlimited
                   (default near, with --once unlimited)
  --port N         the chat page's port (default 8090, or any free one when that is taken)
  --seed N         repeats the ranges that --once printed
  -h, --help       this text
`

const MAX_WORKERS = 50

export function parseOptions(args: readonly string[]): ParsedOptions {
  try {
    return read(args)
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
}

function read(args: readonly string[]): ParsedOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      once: { type: 'boolean', default: false },
      workers: { type: 'string', default: '3' },
      preset: { type: 'string' },
      port: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return { kind: 'help' }
  const [file, extra] = positionals
  if (extra !== undefined) throw new Error(`One file at a time: what is "${extra}"?`)
  if (file !== undefined && !values.once) throw new Error(`What is "${file}"? To send it, write --once "${file}".`)
  return {
    kind: 'run',
    options: {
      onceFile: values.once ? (file ?? process.execPath) : null,
      workers: integer('--workers', values.workers, MAX_WORKERS),
      preset: presetOf(values.preset ?? (values.once ? 'unlimited' : 'near')),
      port: values.port === undefined ? null : integer('--port', values.port, 65_535),
      seed: values.seed === undefined ? null : integer('--seed', values.seed, 2 ** 32 - 1),
    },
  }
}

function integer(name: string, text: string, max: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= max) return Number(text)
  throw new Error(`${name} has to be a number from 0 to ${max}, not "${text}".`)
}

function presetOf(text: string): NetworkPreset {
  const preset = networkPresetNames.find((name) => name === text)
  if (preset) return preset
  throw new Error(`--preset has to be one of ${networkPresetNames.join(', ')}, not "${text}".`)
}
