/** `streambot …` as an operator types it: a process of its own, in an empty directory, so that no `.env` of the developer's is read. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { expectNoSecrets, learnEnv } from './28.overheard.js'

const MAIN = resolve(import.meta.dirname, '../../packages/streambot/dist/main.js')
const LIMIT_MS = 30_000
/** They show what they make to whoever asked for it. */
const SHOWS_SECRETS = /^(token create|link (create|list|show))\b/

export interface CommandResult {
  readonly exitCode: number | null
  /** Its standard output. */
  readonly printed: string
  /** Its standard error. */
  readonly told: string
}

export async function streambot(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const cwd = await mkdtemp(join(tmpdir(), 'streambot-command-'))
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const [printed, told, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  await rm(cwd, { recursive: true })
  learnEnv(env)
  const isShowing = SHOWS_SECRETS.test(args.join(' '))
  expectNoSecrets(`${told}\n${isShowing ? '' : printed}`, `streambot ${args[0]}`)
  return { exitCode, printed, told }
}
