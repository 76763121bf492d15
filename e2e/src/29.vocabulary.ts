/**
 * Names that documents may use: settings, commands and their options, scripts. They are taken from the lists in docs/, which other tests hold to the
 * program: docs/configuration.md to what the loader reads, docs/command-line.md to what `--help` prints.
 */
import type { Repository } from './29.repository.js'

export interface Vocabulary {
  readonly settings: ReadonlySet<string>
  /** By name, with the options of each, of `--help` and of what is below it. */
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>
  /** Of `npm run`. */
  readonly scripts: ReadonlySet<string>
  /** Everything in capitals that is in the sources: errors of Telegram, constants. */
  readonly capitals: ReadonlySet<string>
}

const CAPITALS = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g

export function vocabularyOf(repository: Repository): Vocabulary {
  const { paths } = repository
  const textOf = (path: string) => (paths.has(path) ? repository.read(path) : '')
  const { scripts = {} } = JSON.parse(textOf('package.json') || '{}') as { scripts?: Record<string, string> }
  const sources = [...paths].filter((path) => /^(packages\/[\w-]+\/(?:src|native)|e2e\/src|\.ci)\/.*[^/]$/.test(path))
  const inSources = sources.flatMap((path) => repository.read(path).match(CAPITALS) ?? [])
  return {
    settings: new Set(settingsIn(textOf('docs/configuration.md'))),
    commands: commandsIn(textOf('docs/command-line.md')),
    scripts: new Set(Object.keys(scripts)),
    capitals: new Set(inSources),
  }
}

/** The first and the last column of the table. */
function* settingsIn(page: string): Generator<string> {
  for (const row of page.split('\n').filter((line) => line.startsWith('| `'))) {
    const cells = row.split(' | ')
    for (const cell of [cells[0] ?? '', cells.length > 3 ? (cells[3] ?? '') : ''])
      for (const [, name = ''] of cell.matchAll(/`([A-Z][A-Z0-9_]*)[^`]*`/g)) yield name
  }
}

function commandsIn(page: string): Map<string, Set<string>> {
  const commands = new Map<string, Set<string>>()
  for (const [, help = '', name = ''] of page.matchAll(/^```text\n(Usage: streambot ([\w-]+)[^]*?)^```$/gm)) {
    const known = commands.get(name) ?? new Set(['--help', '--version'])
    for (const [option] of help.matchAll(/--[a-z][\w-]*/g)) known.add(option)
    // Commands below it, and its arguments, by the word.
    for (const [, word = ''] of help.matchAll(/^ {2}([a-z][\w-]*)(?: |$)/gm)) known.add(word)
    commands.set(name, known)
  }
  return commands
}

/** Variables of other programs that stand in our examples. */
const OF_OTHERS = /^(NODE_OPTIONS|RCLONE_WEBDAV_\w+|STREAMBOT_\w+|HKEY_\w+|FLOOD_\w+|HTTP_\w+|X_\w+)$/
/** Families of names, the rest of which is left open. */
const OPEN = /^(MULTI_TOKEN\d*|RATE_LIMIT_\w*|DATABASE_|LINK_)$/

export function settingFaults(line: string, language: string | null, { settings, capitals }: Vocabulary): string[] {
  if (language !== null && !['sh', 'bash', 'ini', 'env', 'dotenv', ''].includes(language)) return []
  const isKnown = (name: string) => settings.has(name) || OF_OTHERS.test(name) || OPEN.test(name)
  const assigned = [...line.matchAll(/(?:^|[\s`"'])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=/g)].map(([, name = '']) => name)
  const mentioned = (line.match(CAPITALS) ?? []).filter((name) => !assigned.includes(name))
  return [
    ...assigned.filter((name) => !isKnown(name)).map((name) => `${name} is set, and is no setting`),
    ...mentioned
      .filter((name) => !isKnown(name) && !capitals.has(name))
      .map((name) => `${name} is neither a setting nor anything in the sources`),
  ]
}

export function commandFaults(line: string, language: string | null, { commands, scripts }: Vocabulary): string[] {
  if (language !== null && !['sh', 'bash', 'console', ''].includes(language)) return []
  const faults: string[] = []
  for (const [, script = '', rest = ''] of line.matchAll(/\bnpm run (?:--silent )?([\w:-]+)([^;&|`]*)/g))
    // A workspace has scripts of its own.
    if (!scripts.has(script) && !/ -w /.test(rest)) faults.push(`npm run ${script} is no script of package.json`)
  // The name of a service of Docker Compose, before what is run in it.
  const typed = line.replace(/\b(exec|run)((?: -{1,2}\S+(?: root)?)*) streambot /g, '$1$2 ')
  for (const [, rest = ''] of typed.matchAll(/(?:^|[\s(`])(?:streambot|\S*streambot\/dist\/main\.js) ([^|;&)#>]*)/g)) {
    const [name = '', ...words] = rest.trim().split(/\s+/)
    if (!/^[a-z][\w-]*$/.test(name)) continue
    const known = commands.get(name)
    if (!known) faults.push(`streambot ${name} is no command`)
    for (const [option] of words.join(' ').matchAll(/(?<=^|\s)--[a-z][\w-]*/g))
      if (known && !known.has(option)) faults.push(`streambot ${name} has no ${option}`)
  }
  return faults
}
