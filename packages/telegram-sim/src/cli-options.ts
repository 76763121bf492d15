/** The command line of `npm run sim` as a typed value; every problem is reported at once. */
import { parseArgs } from 'node:util'
import { networkPresetNames, networkPresets, type NetworkPreset } from './network/network-shape.js'

export interface CliOptions {
  readonly dcs: number
  readonly preset: NetworkPreset
  readonly seed: string | null
  readonly controlPort: number
  readonly bots: readonly string[]
  readonly credentials: { readonly apiId: number; readonly apiHash: string } | null
}

export type ParsedCli = { kind: 'run'; options: CliOptions } | { kind: 'help' } | { kind: 'wrong'; problems: string[] }

export const usage = `A simulated Telegram on loopback. Prints one JSON line with addresses, RSA keys and the control address, and runs until SIGTERM.

  npm run sim -- [options]

  --dcs N             data centres, 1 to 200 (default 2; number 2 is everybody's home)
  --preset NAME       network shape: ${networkPresetNames.join(', ')} (default unlimited)
  --seed TEXT         draw the same ids and hashes at every start
  --control-port N    port of the HTTP control interface (default: any free one)
  --bot TOKEN         a bot that exists from the start; may be repeated
  --api-id N          with --api-hash: the only accepted pair (default: any)
  --api-hash TEXT
  --help
`

const options = {
  dcs: { type: 'string', default: '2' },
  preset: { type: 'string', default: 'unlimited' },
  seed: { type: 'string' },
  'control-port': { type: 'string', default: '0' },
  bot: { type: 'string', multiple: true, default: [] as string[] },
  'api-id': { type: 'string' },
  'api-hash': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

export function parseCli(args: string[]): ParsedCli {
  let values
  try {
    values = parseArgs({ args, options, strict: true, allowPositionals: false }).values
  } catch (error) {
    return { kind: 'wrong', problems: [error instanceof Error ? error.message : String(error)] }
  }
  if (values.help) return { kind: 'help' }
  const problems: string[] = []
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN
    if (!(value >= least && value <= most))
      problems.push(`--${name} must be a number from ${least} to ${most}, not ${text}`)
    return value
  }
  const dcs = whole('dcs', values.dcs, 1, 200)
  const controlPort = whole('control-port', values['control-port'], 0, 65_535)
  const preset = values.preset
  if (!isPreset(preset)) problems.push(`--preset must be one of ${networkPresetNames.join(', ')}, not ${preset}`)
  for (const token of values.bot) {
    if (!/^\d+:[\w-]+$/.test(token)) problems.push(`--bot must be digits, a colon and a secret, not ${token}`)
  }
  const { 'api-id': apiId, 'api-hash': apiHash } = values
  if ((apiId === undefined) !== (apiHash === undefined)) problems.push('--api-id and --api-hash go together')
  const credentials =
    apiId === undefined || apiHash === undefined ? null : { apiId: whole('api-id', apiId, 1, 2 ** 31 - 1), apiHash }
  if (problems.length > 0 || !isPreset(preset)) return { kind: 'wrong', problems }
  return {
    kind: 'run',
    options: { dcs, preset, seed: values.seed ?? null, controlPort, bots: values.bot, credentials },
  }
}

function isPreset(name: string): name is NetworkPreset {
  return Object.hasOwn(networkPresets, name)
}
