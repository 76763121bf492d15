/** The command line: `streambot` starts the server, the rest is for operators. Every command says what it did in plain words. */
import { Command } from 'commander'
import type { CliDeps } from './cli-deps.js'
import { addBenchDc } from './commands/bench-dc.js'
import { addCapacity } from './commands/capacity.js'
import { addCompletion } from './commands/completion.js'
import { addDemo } from './commands/demo.js'
import { addDoctor } from './commands/doctor.js'
import { addImportUsers } from './commands/import-users.js'
import { addKeys } from './commands/keys.js'
import { addLink } from './commands/link.js'
import { addMigrate } from './commands/migrate.js'
import { addMigrateEnv } from './commands/migrate-env.js'
import { addStart } from './commands/start.js'
import { addToken } from './commands/token.js'

export function createCli(deps: CliDeps): Command {
  const cli = new Command('streambot')
    .description('Turns any file on Telegram into an HTTP link.')
    .version(deps.version)
    .showHelpAfterError()
  const commands = [
    addStart,
    addDoctor,
    addDemo,
    addKeys,
    addToken,
    addLink,
    addMigrate,
    addMigrateEnv,
    addImportUsers,
    addBenchDc,
    addCapacity,
  ]
  for (const add of commands) add(cli, deps)
  addCompletion(cli, deps)
  return cli
}
