/** A process of ours whose CPU time and memory are read from /proc (Linux only). */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000
/** USER_HZ, which is 100 on every Linux that Node runs on: proc(5). */
const TICKS_PER_SECOND = 100

export interface Usage {
  readonly cpuSeconds: number
  readonly peakRssMib: number
}

export class MeasuredProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    /** The line that said it was ready, as JSON. */
    readonly ready: unknown,
  ) {}

  /** Runs a Node script until it prints a line of JSON that `isReady` accepts. */
  static async start(
    script: string,
    args: readonly string[],
    options: { cwd: string; env?: Readonly<Record<string, string>> },
    isReady: (line: object) => boolean,
  ): Promise<MeasuredProcess> {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'], ...options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const value = parseObject(line)
        if (value && isReady(value)) return new MeasuredProcess(child, value)
      }
    } finally {
      clearTimeout(timer)
    }
    throw new Error(`${script} ended before it was ready`)
  }

  async usage(): Promise<Usage> {
    const [stat, status] = await Promise.all(
      ['stat', 'status'].map((file) => readFile(`/proc/${this.child.pid}/${file}`, 'utf8')),
    )
    // Fields are counted behind the name in parentheses, which may hold spaces; utime and stime are fields 14 and 15.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
    const peakKib = /VmHWM:\s+(\d+) kB/.exec(status ?? '')?.[1]
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      peakRssMib: Math.round(Number(peakKib) / 1024),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null) return
    const exited = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await exited
    clearTimeout(timer)
  }
}

function parseObject(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

/** CPU time of this process. */
export function ownUsage(): Pick<Usage, 'cpuSeconds'> {
  const { user, system } = process.cpuUsage()
  return { cpuSeconds: (user + system) / 1e6 }
}

/** A package's program lies beside its door. */
export function mainOf(door: string): string {
  return fileURLToPath(new URL('main.js', door))
}
