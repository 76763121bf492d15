/** The demo is no part of what is installed: it brings a Telegram of its own. Where the workspace is at hand it is started, else it is said how. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { CliDeps } from '../cli-deps.js'

/** Seen from the folder of this file, whether it was compiled or not. */
const WORKSPACE = new URL('../../../../../', import.meta.url)

export function addDemo(cli: Command, deps: Pick<CliDeps, 'tell' | 'fail' | 'print' | 'whenStopped'>): void {
  cli
    .command('demo')
    .description('try it without Telegram: a simulated one, the real server, a page to chat in')
    .argument('[options...]', 'handed on to the demo, such as --once; --help behind -- lists them')
    .allowUnknownOption()
    .action(async (options: string[]) => {
      const main = fileURLToPath(new URL('demo/dist/main.js', WORKSPACE))
      if (!existsSync(main)) {
        deps.print(
          'The demo needs the whole project: git clone it, then `npm ci` and `npm run demo`. It needs no account and asks nothing of Telegram.',
        )
        return
      }
      const stopped = deps.whenStopped()
      const child = spawn(process.execPath, [main, ...options], { stdio: 'inherit' })
      // A terminal tells it by itself; a process manager tells this process only.
      stopped.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
      const [code] = (await once(child, 'exit')) as [number | null]
      if (code !== 0 && !stopped.aborted) deps.fail()
    })
}
