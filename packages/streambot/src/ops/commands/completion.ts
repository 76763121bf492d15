import { Argument, type Command } from 'commander'
import type { CliDeps } from '../cli-deps.js'
import { completionFor, SHELLS, type Shell } from '../completions.js'

/** Added last: it knows those that are there by then, and itself. */
export function addCompletion(cli: Command, deps: Pick<CliDeps, 'print'>): void {
  cli
    .command('completion')
    .description('what your shell needs to complete these commands')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      [
        '',
        'bash: streambot completion bash > ~/.local/share/bash-completion/completions/streambot',
        'zsh:  streambot completion zsh > ~/.zfunc/_streambot, and fpath+=~/.zfunc before compinit in ~/.zshrc',
        'fish: streambot completion fish > ~/.config/fish/completions/streambot.fish',
      ].join('\n'),
    )
    .action((shell: Shell) => deps.print(completionFor(shell, cli)))
}
