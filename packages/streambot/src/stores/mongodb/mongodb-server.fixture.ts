/**
 * A MongoDB of a test's own: FerretDB on loopback, its data in a folder that goes with it. It can be killed, stopped in its tracks and
 * started again on the same address and data. `.ci/install-mongodb` installs it; where it is missing, `missing` says so.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
const PROGRAM = join(CACHE, 'streambot', 'ferretdb')
const START_LIMIT_MS = 20_000
const MAX_OUTPUT = 10_000

export interface MongodbUser {
  readonly name: string
  readonly password: string
}

export class MongodbServer implements AsyncDisposable {
  #process: ChildProcess | null = null
  #ended: Promise<unknown> = Promise.resolve()
  #port = 0

  private constructor(
    private readonly folder: string,
    private readonly user: MongodbUser | null,
  ) {
    // For a test that is ended before it can dispose of what it has.
    process.once('exit', this.#end)
  }

  /** Why there can be none here; null: there can. */
  static get missing(): string | null {
    return existsSync(PROGRAM) ? null : `there is no ${PROGRAM}; run .ci/install-mongodb`
  }

  /** @param user the only one who may ask; null: everybody may. Resolves once it answers. */
  static async start(user: MongodbUser | null = null): Promise<MongodbServer> {
    const server = new MongodbServer(await mkdtemp(join(tmpdir(), 'streambot-mongodb-')), user)
    try {
      await mkdir(join(server.folder, 'data'))
      await server.restart()
      return server
    } catch (error) {
      await server[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Without a user. */
  get url(): string {
    return `mongodb://${this.host}/`
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`
  }

  /** After `kill`: on the same port, with everything that was answered as done. */
  async restart(): Promise<void> {
    const child = spawn(PROGRAM, [...argumentsFor(this.folder, this.#port), ...argumentsForUser(this.user)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#process = child
    this.#ended = once(child, 'exit').catch(() => {})
    this.#port = await listeningPort(child)
  }

  /** As by a power cut, without a word to anybody who is connected. */
  async kill(): Promise<void> {
    this.#end()
    await this.#ended
  }

  /** It keeps its connections and answers nothing, until `resume`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  resume(): void {
    this.#process?.kill('SIGCONT')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    process.off('exit', this.#end)
    await rm(this.folder, { recursive: true })
  }

  readonly #end = () => {
    this.#process?.kill('SIGKILL')
    this.#process = null
  }
}

function argumentsFor(folder: string, port: number): string[] {
  return [
    '--handler=sqlite',
    // What was written survives the end of the process; only the end of the machine could lose it.
    `--sqlite-url=file:${join(folder, 'data')}/?_pragma=synchronous(off)`,
    `--state-dir=${folder}`,
    `--listen-addr=127.0.0.1:${port}`,
    '--debug-addr=-',
    '--telemetry=disable',
    '--log-format=json',
  ]
}

function argumentsForUser(user: MongodbUser | null): string[] {
  if (!user) return []
  const { name, password } = user
  return [
    '--test-enable-new-auth',
    '--setup-database=admin',
    `--setup-username=${name}`,
    `--setup-password=${password}`,
  ]
}

/** It logs its address once it accepts connections. What it logs later is read and dropped: a full pipe would stop it. */
function listeningPort(child: ChildProcess): Promise<number> {
  const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS)
  const port = new Promise<number>((resolve, reject) => {
    let output = ''
    child.stderr?.on('data', (data: Buffer) => {
      output += data.toString().slice(0, MAX_OUTPUT - output.length)
      const found = /Listening on TCP [\d.]+:(\d+)/.exec(output)?.[1]
      if (found !== undefined) resolve(Number(found))
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${PROGRAM} ended without listening: ${output}`)))
  })
  return port.finally(() => clearTimeout(limit))
}
