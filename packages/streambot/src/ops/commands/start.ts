import type { Command } from 'commander'
import type { CliDeps } from '../cli-deps.js'

export function addStart(cli: Command, deps: Pick<CliDeps, 'start'>): void {
  cli
    .command('start', { isDefault: true })
    .description('run the server (the default)')
    // As the default it is given every word that is no command.
    .allowExcessArguments()
    .action(async (_options: object, { args: [word] }: Command) => {
      if (word !== undefined) cli.error(`error: unknown command '${word}'`)
      await deps.start()
    })
}
