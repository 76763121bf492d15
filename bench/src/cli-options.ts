/** The command line as a typed value. Each scenario's settings are options of the same name: `sizeMib` is `--size-mib`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Scenario, Settings } from './scenario.js'

type Known = Scenario & { readonly quick: Settings }

export interface Chosen {
  readonly scenario: Scenario
  readonly settings: Settings
}

export interface RunOptions {
  readonly chosen: readonly Chosen[]
  readonly isAll: boolean
  readonly limitMinutes: number
  readonly env: Readonly<Record<string, string>>
  readonly program: string | null
  readonly profileDirectory: string | null
}

export type ParsedCli =
  { kind: 'run'; options: RunOptions } | { kind: 'help' } | { kind: 'list' } | { kind: 'wrong'; problem: string }

const own = {
  scenario: { type: 'string' },
  list: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  'limit-minutes': { type: 'string', default: '20' },
  env: { type: 'string', multiple: true, default: [] as string[] },
  server: { type: 'string' },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export function usage(scenarios: readonly Known[]): string {
  return `Usage: npm run bench -- --scenario NAME [options]

${listing(scenarios)}
  all            all of them, and a table

  --list             the scenarios
  --quick            small settings: shows that it works, not how well
  --env NAME=VALUE   a variable of the server's environment; may be repeated
  --server FILE      main.js of another build of the server, to compare with
  --profile DIR      CPU profiles of the server are written there
  --limit-minutes N  a scenario that takes longer has failed (default 20)

The last line of standard output is one JSON object; progress goes to standard error.
`
}

export function listing(scenarios: readonly Known[]): string {
  const lines = scenarios.map(({ name, shows, settings }) => {
    const options = Object.entries(settings).map(([key, value]) => `--${toOption(key)} ${value}`)
    return `  ${name.padEnd(14)} ${shows}\n  ${''.padEnd(14)} ${options.join(' ')}\n`
  })
  return lines.join('')
}

export function parseCli(args: string[], scenarios: readonly Known[]): ParsedCli {
  const keys = new Set(scenarios.flatMap(({ settings }) => Object.keys(settings)))
  const settingOptions = Object.fromEntries([...keys].map((key) => [toOption(key), { type: 'string' as const }]))
  try {
    const options = { ...settingOptions, ...own }
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (values.help) return { kind: 'help' }
    if (values.list) return { kind: 'list' }
    const name = values.scenario ?? positionals[0] ?? 'download'
    const picked = name === 'all' ? scenarios : scenarios.filter((scenario) => scenario.name === name)
    if (picked.length === 0) throw new Error(`There is no scenario called ${name}; --list tells those there are`)
    const given = Object.entries(values).filter(([option]) => !(option in own)) as [string, string][]
    for (const [option] of given)
      if (!picked.some(({ settings }) => toKey(option) in settings)) throw new Error(`${name} has no --${option}`)
    const run = {
      chosen: picked.map((scenario) => ({ scenario, settings: settingsOf(scenario, values.quick, given) })),
      isAll: name === 'all',
      limitMinutes: toNumber('limit-minutes', values['limit-minutes']),
      env: Object.fromEntries(values.env.map(toVariable)),
      program: values.server === undefined ? null : resolve(values.server),
      profileDirectory: values.profile === undefined ? null : resolve(values.profile),
    }
    return { kind: 'run', options: run }
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
}

function settingsOf(scenario: Known, isQuick: boolean, given: readonly [string, string][]): Settings {
  const settings: Record<string, number | string> = { ...scenario.settings, ...(isQuick ? scenario.quick : {}) }
  for (const [option, text] of given) {
    const key = toKey(option)
    const usual = scenario.settings[key]
    if (usual !== undefined) settings[key] = typeof usual === 'number' ? toNumber(option, text) : text
  }
  return settings
}

function toNumber(option: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`--${option} must be a number above 0, not ${text}`)
  return value
}

function toVariable(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`--env must be NAME=VALUE, not ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function toOption(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function toKey(option: string): string {
  return option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
