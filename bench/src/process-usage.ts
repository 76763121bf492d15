/** CPU time, memory and sockets of processes as the kernel counts them (Linux: proc(5)). */
import { readFile, writeFile } from 'node:fs/promises'

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

export interface Usage {
  readonly cpuSeconds: number
  readonly rssMib: number
  /** Since the process began, or since `forgetPeak`. */
  readonly peakRssMib: number
}

export async function usageOf(pid: number): Promise<Usage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ])
  return parseUsage(stat, status)
}

/** Of the thread that runs JavaScript: a process cannot have more than one core's worth of it. */
export async function mainThreadCpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/task/${pid}/stat`, 'utf8')
  return parseUsage(stat, '').cpuSeconds
}

export function parseUsage(stat: string, status: string): Usage {
  // Fields are counted behind the name in parentheses, which may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const mibOf = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024)
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    rssMib: mibOf('VmRSS'),
    peakRssMib: mibOf('VmHWM'),
  }
}

/** How long the main thread of a process has been ready to run and had no core: what other processes cost it, in milliseconds. */
export async function waitedForCoreMs(pid: number): Promise<number> {
  const [, waitedNs] = (await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'utf8')).split(' ')
  return Number(waitedNs) / 1e6
}

/** From now on the peak of memory is counted anew. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5')
}

const TIME_WAIT = '06'
const LISTEN = '0A'

/** Sockets of this machine at a local TCP port that somebody still holds open, whoever closed first. */
export async function openSocketsAt(port: number): Promise<number> {
  return countSockets(await readFile('/proc/net/tcp', 'utf8'), port)
}

export function countSockets(table: string, port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = table.split('\n').map((row) => row.trim().split(/\s+/))
  return rows.filter(
    ([, local, , state, , , , , , inode]) =>
      // Without an inode the kernel is only saying goodbye: no process has it any more.
      local?.endsWith(suffix) && state !== LISTEN && state !== TIME_WAIT && inode !== '0',
  ).length
}

/** How many files and sockets a process may have open; Node raises its soft limit to this by itself. */
export async function openFileLimit(): Promise<number> {
  const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(await readFile('/proc/self/limits', 'utf8'))?.[1]
  return limit === 'unlimited' ? Infinity : Number(limit)
}

/** CPU time of this process. */
export function ownUsage(): Pick<Usage, 'cpuSeconds'> {
  const { user, system } = process.cpuUsage()
  return { cpuSeconds: (user + system) / 1e6 }
}
