/** The command line: `streambot` starts the server, the rest is for operators. Every command says what it did in plain words. */
import { Command } from 'commander'
import { copyStores, type CopiedCounts } from '../actions/copy-stores.js'
import { rotateKeys } from '../actions/rotate-keys.js'
import { StreamBotError } from '../core/errors.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { Stores } from '../ports/stores.js'

export interface CliDeps {
  /** Runs the server until it is told to stop. */
  readonly start: () => Promise<void>
  /** The store that the environment names. @throws StreamBotError bad_config, store_unavailable */
  readonly openConfigured: () => Promise<Stores>
  /** @throws StreamBotError bad_config, store_unavailable */
  readonly open: (address: string, options?: { readonly mustExist: boolean }) => Promise<Stores>
  readonly clock: Clock
  readonly randomness: Randomness
  /** For programs and people. */
  readonly print: (line: string) => void
  /** Progress, for people only. */
  readonly tell: (line: string) => void
  readonly version: string
}

export function createCli(deps: CliDeps): Command {
  const cli = new Command('streambot')
    .description('Turns any file on Telegram into an HTTP link.')
    .version(deps.version)
    .showHelpAfterError()
  cli
    .command('start', { isDefault: true })
    .description('run the server (the default)')
    // As the default it is given every word that is no command.
    .allowExcessArguments()
    .action(async (_options: object, { args: [word] }: Command) => {
      if (word !== undefined) cli.error(`error: unknown command '${word}'`)
      await deps.start()
    })
  addKeys(cli, deps)
  addMigrate(cli, deps)
  return cli
}

function addKeys(cli: Command, deps: CliDeps): void {
  const keys = cli.command('keys').description('the keys that sign links')
  keys
    .command('rotate')
    .description('sign new links with a new key; links that exist go on')
    .action(async () => {
      await using stores = await deps.openConfigured()
      const { clock, randomness } = deps
      const key = await rotateKeys({ clock, randomness, keys: stores.keys })
      deps.print(`Key ${key.id} signs new links from now on. Running servers notice within half a minute.`)
    })
  keys
    .command('list')
    .description('which keys there are')
    .action(async () => {
      await using stores = await deps.openConfigured()
      const all = await stores.keys.all()
      const lines = all.map(
        ({ id, createdAtMs }, i) =>
          `${id}\t${new Date(createdAtMs).toISOString()}\t${i === all.length - 1 ? 'signs' : 'verifies'}`,
      )
      deps.print(lines.length > 0 ? lines.join('\n') : 'There is no key yet: the first start makes one.')
    })
  keys
    .command('retire <id>')
    .description('end all links of a key, for good')
    .action(async (id: string) => {
      await using stores = await deps.openConfigured()
      const isRetired = /^\d{1,3}$/.test(id) && (await stores.keys.retire(Number(id)))
      if (!isRetired) {
        throw new StreamBotError('bad_config', `Key ${id} is not retired: there is no such key, or it is the only one.`)
      }
      deps.print(`Key ${id} is retired. Links that it signed end when the servers notice, within half a minute.`)
    })
}

function addMigrate(cli: Command, deps: CliDeps): void {
  cli
    .command('migrate')
    .description('copy everything from one store to another')
    .requiredOption('--from <store>', 'sqlite:path/to/file.db or mongodb://host/name')
    .requiredOption('--to <store>', 'the same; has to be empty')
    .option('--into-existing', 'also where the target holds something: records of the same identity are overwritten')
    .addHelpText('after', '\nStop the servers first: what they write meanwhile may be missing in the copy.')
    .action(async ({ from, to, intoExisting }: { from: string; to: string; intoExisting?: boolean }) => {
      await using source = await deps.open(from, { mustExist: true })
      await using target = await deps.open(to)
      deps.tell(`Copying from ${source.name} to ${target.name}`)
      const onProgress = (counts: CopiedCounts) => deps.tell(describe(counts))
      const wish = { intoExisting: intoExisting ?? false }
      const counts = await copyStores({ from: source.archive, to: target.archive, onProgress }, wish)
      deps.print(`Copied ${describe(counts)}.`)
    })
}

function describe(counts: CopiedCounts): string {
  const parts = Object.entries(counts).map(([kind, count]) => `${count} × ${kind}`)
  return parts.length > 0 ? parts.join(', ') : 'nothing: the source is empty'
}
