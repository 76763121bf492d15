/** `npm start` as an operator runs it: its own process, its settings in the environment, stopped by a signal. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { expectNoSecrets, learnDirectory, learnEnv } from './28.overheard.js'

const MAIN = resolve(import.meta.dirname, '../../packages/streambot/dist/main.js')
/** A process that starts takes seconds of a processor, which it may have to share with twenty others. */
const LIMIT_MS = 90_000

/** One line of its log, as machines read it. */
export interface LogLine {
  readonly level: string
  readonly subsystem: string
  readonly msg: string
  /** Lines of this kind that were left out before. */
  readonly leftOut?: number
}

export class ChildServer {
  readonly #child: ChildProcess
  #output = ''
  /** The end of it, which is no whole line yet. */
  #partial = ''
  readonly #lines: LogLine[] = []
  readonly #exited: Promise<number | null>

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#exited = once(child, 'exit').then(([code]) => code as number | null)
    child.stdout?.on('data', (data: Buffer) => this.#take(data.toString()))
    child.stderr?.on('data', (data: Buffer) => (this.#output += data.toString()))
  }

  #take(text: string): void {
    this.#output += text
    const lines = (this.#partial + text).split('\n')
    this.#partial = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('{')) this.#lines.push(JSON.parse(line) as LogLine)
  }

  /**
   * In an empty directory, so that no `.env` of the developer's is read. It says all it can: nothing of it may be a secret.
   * @param through a program that becomes the server's process, such as `nsenter` with its options
   * @param server what to start, where it is not the one that was built here
   */
  static async start(
    env: Readonly<Record<string, string>>,
    through: readonly string[] = [],
    server: readonly string[] = [process.execPath, MAIN],
  ): Promise<ChildServer> {
    const cwd = await mkdtemp(join(tmpdir(), 'streambot-child-'))
    const [program = process.execPath, ...args] = [...through, ...server]
    const level = env['LOG_LEVEL'] === undefined ? {} : { LOG_LEVEL: 'trace' }
    const child = spawn(program, args, { cwd, env: { PATH: process.env['PATH'], ...env, ...level } })
    const started = new ChildServer(child)
    learnEnv(env)
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await started.#exited
      if (env['DATA_DIRECTORY'] !== undefined) learnDirectory(env['DATA_DIRECTORY'])
      expectNoSecrets(started.#output, 'The output of a server')
    })
    return started
  }

  get output(): string {
    return this.#output
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The server could not be started')
    return this.#child.pid
  }

  /** What it has logged so far, in whole lines. */
  get log(): readonly LogLine[] {
    return this.#lines
  }

  /** Resolves with the address once the server listens. */
  async baseUrl(): Promise<string> {
    const [, baseUrl = ''] = await this.says(/"baseUrl":"([^"]+)"/)
    return baseUrl
  }

  /** Resolves once the pattern is in what the server has written. */
  says(pattern: RegExp | string): Promise<RegExpMatchArray> {
    return this.#until(() => this.#output.match(pattern))
  }

  /** Resolves with the first message in its log that matches. */
  logs(pattern: RegExp): Promise<string> {
    return this.#until(() => this.log.find(({ msg }) => pattern.test(msg))?.msg ?? null)
  }

  async #until<Found>(find: () => Found | null): Promise<Found> {
    const limit = AbortSignal.timeout(LIMIT_MS)
    for (;;) {
      const found = find()
      if (found !== null) return found
      if (!this.#child.stdout) throw new Error('The child has no output')
      await Promise.race([
        once(this.#child.stdout, 'data', { signal: limit }),
        this.#exited.then((code) => {
          throw new Error(`The server exited with ${code}: ${this.#output}`)
        }),
      ])
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Exit code, once the process has ended and said all it had to say. */
  async exitCode(): Promise<number | null> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), LIMIT_MS)
    const code = await this.#exited
    clearTimeout(timer)
    return code
  }
}
