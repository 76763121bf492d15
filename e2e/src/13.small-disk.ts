/**
 * A disk that a test may fill up: a file system in memory, mounted where only programs that are started through it see it. The system
 * takes it away when the test's process ends, however it ends.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

const BLOCK_BYTES = 4096
const FILLER = 'filler'

export class SmallDisk implements AsyncDisposable {
  private constructor(
    /** For programs that are started through it. */
    readonly path: string,
    private readonly holder: ChildProcessByStdio<Writable, Readable, Readable>,
  ) {}

  /** Why there can be none here; null: there can. */
  static async missing(): Promise<string | null> {
    try {
      await using _ = await SmallDisk.mount(1)
      return null
    } catch (error) {
      return `nothing can be mounted here: ${(error as Error).message}`
    }
  }

  /** @throws Error where the system lets nobody mount anything */
  static async mount(sizeMib: number): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'streambot-disk-'))
    const mounting = `mount -t tmpfs -o size=${sizeMib}m tmpfs ${path} && echo mounted && exec cat`
    // It holds the mount for as long as it is read from: until its other end is closed, by us or with us.
    const holder = spawn('unshare', ['--mount', 'sh', '-c', mounting], { stdio: ['pipe', 'pipe', 'pipe'] })
    let complaint = ''
    holder.stderr.on('data', (data: Buffer) => (complaint += data.toString()))
    const refused = once(holder, 'close').then(() => Promise.reject(new Error(complaint.trim())))
    try {
      await Promise.race([once(holder.stdout, 'data'), refused])
      refused.catch(() => {})
      return new SmallDisk(path, holder)
    } catch (error) {
      await rm(path, { recursive: true })
      throw error
    }
  }

  /** What to put before a program that is to see it. */
  get through(): string[] {
    return ['nsenter', `--mount=/proc/${this.holder.pid}/ns/mnt`]
  }

  /** Takes all the room that is left. */
  async fill(): Promise<void> {
    const filler = await open(join(this.#outside, FILLER), 'w')
    try {
      for (;;) await filler.write(Buffer.alloc(BLOCK_BYTES))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    } finally {
      await filler.close()
    }
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.#outside, FILLER))
  }

  async copyTo(directory: string): Promise<void> {
    for (const name of await readdir(this.#outside)) await copyFile(join(this.#outside, name), join(directory, name))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.holder, 'close')
    this.holder.stdin.end()
    await ended
    await rm(this.path, { recursive: true })
  }

  /** The same folder for programs that are not. */
  get #outside(): string {
    return `/proc/${this.holder.pid}/root${this.path}`
  }
}
