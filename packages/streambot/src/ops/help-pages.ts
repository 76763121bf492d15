/** What `--help` prints of every command, in the order of the commands, as docs/command-line.md shows it. */
import type { Command } from 'commander'

const WIDTH = 100

export function helpPages(cli: Command): string[] {
  return cli.commands.flatMap(pagesOf)
}

function pagesOf(command: Command): string[] {
  let page = ''
  command.configureOutput({ writeOut: (text) => (page += text), getOutHelpWidth: () => WIDTH })
  command.outputHelp()
  return [page, ...command.commands.flatMap(pagesOf)]
}
