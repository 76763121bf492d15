/** A Node process of ours: started until it says it is ready, spoken to by lines of JSON, measured, and ended by its owner. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { endWithUs } from './leftovers.js'
import { forgetPeak, type Usage, usageOf } from './process-usage.js'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000

export interface ProcessOptions {
  readonly script: string
  readonly args?: readonly string[]
  /** Options of Node's own, such as --cpu-prof. */
  readonly nodeArgs?: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Every line of JSON it writes but the one that said it was ready. */
  readonly onLine?: (line: object) => void
}

export class MeasuredProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    /** The line that said it was ready. */
    readonly ready: object,
    /** Resolves when it has ended, however. */
    readonly ended: Promise<unknown>,
  ) {}

  /** Runs a script until it prints a line of JSON that `isReady` accepts. */
  static async start(options: ProcessOptions, isReady: (line: object) => boolean): Promise<MeasuredProcess> {
    const child = spawn(process.execPath, [...(options.nodeArgs ?? []), options.script, ...(options.args ?? [])], {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'], ...options.env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    endWithUs(child)
    const ended = once(child, 'exit')
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
    try {
      return new MeasuredProcess(child, await firstLine(child, options, isReady), ended)
    } finally {
      clearTimeout(timer)
    }
  }

  get pid(): number {
    return this.child.pid ?? NaN
  }

  send(line: object): void {
    this.child.stdin?.write(`${JSON.stringify(line)}\n`)
  }

  usage(): Promise<Usage> {
    return usageOf(this.pid)
  }

  forgetPeak(): Promise<void> {
    return forgetPeak(this.pid)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.child.kill('SIGTERM')
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await this.ended
    clearTimeout(timer)
  }
}

/** All lines are read to the end of its life: a pipe that nobody empties would stop whoever writes into it. */
function firstLine(child: ChildProcess, options: ProcessOptions, isReady: (line: object) => boolean): Promise<object> {
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('A process without pipes cannot be spoken to')
  stdin.on('error', () => {}) // it has ended: whoever waits for its answer hears so by `ended`
  return new Promise((resolve, reject) => {
    let isWaiting = true
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${options.script} ended before it was ready`)))
    createInterface({ input: stdout }).on('line', (text) => {
      const line = parseObject(text)
      if (line && isWaiting && isReady(line)) {
        isWaiting = false
        resolve(line)
      } else if (line) options.onLine?.(line)
    })
  })
}

function parseObject(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

/** A package's program lies beside its door. */
export function mainOf(door: string): string {
  return fileURLToPath(new URL('main.js', door))
}
