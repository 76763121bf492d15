/** `npm start` as an operator runs it: its own process, its settings in the environment, stopped by a signal. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const MAIN = resolve(import.meta.dirname, '../../packages/streambot/dist/main.js')
const LIMIT_MS = 30_000

export class ChildServer {
  readonly #child: ChildProcess
  #output = ''
  readonly #exited: Promise<number | null>

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#exited = once(child, 'exit').then(([code]) => code as number | null)
    child.stdout?.on('data', (data: Buffer) => (this.#output += data.toString()))
    child.stderr?.on('data', (data: Buffer) => (this.#output += data.toString()))
  }

  /** In an empty directory, so that no `.env` of the developer's is read. */
  static async start(env: Readonly<Record<string, string>>): Promise<ChildServer> {
    const cwd = await mkdtemp(join(tmpdir(), 'streambot-child-'))
    const child = spawn(process.execPath, [MAIN], { cwd, env: { PATH: process.env['PATH'], ...env } })
    const server = new ChildServer(child)
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await server.#exited
    })
    return server
  }

  get output(): string {
    return this.#output
  }

  /** Resolves with the address once the server listens. */
  async baseUrl(): Promise<string> {
    const [, baseUrl = ''] = await this.says(/"baseUrl":"([^"]+)"/)
    return baseUrl
  }

  /** Resolves once the pattern is in what the server has written. */
  async says(pattern: RegExp | string): Promise<RegExpMatchArray> {
    const limit = AbortSignal.timeout(LIMIT_MS)
    for (;;) {
      const found = this.#output.match(pattern)
      if (found) return found
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
