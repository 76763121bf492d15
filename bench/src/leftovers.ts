/**
 * Whatever way this process ends, also by Ctrl-C or an exception, the processes it started end with it and its folders go.
 * The orderly way is disposal by the owner; this is for the others.
 */
import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

const PARENT_CHECK_MS = 500

const children = new Set<ChildProcess>()
const directories = new Set<string>()

export function endWithUs(child: ChildProcess): void {
  children.add(child)
  child.once('exit', () => children.delete(child))
}

export async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'streambot-bench-'))
  directories.add(directory)
  return directory
}

export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  directories.delete(directory)
}

export function leaveNothingBehind(): void {
  process.on('exit', () => {
    for (const child of children) child.kill('SIGKILL')
    for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => process.exit(128 + constants.signals[signal]))
  // A SIGTERM to npm ends the shell between npm and us and goes no further.
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.exit(128 + constants.signals.SIGTERM)
  }, PARENT_CHECK_MS).unref()
}
